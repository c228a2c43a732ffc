import type { Masker } from '#core/text/masker';
import type { Runs } from '#temporal/ports';

/** Masks what people type before it comes into a history: a secret that is pasted into a reason would stay there. */
export function maskRuns(runs: Runs, { mask }: Masker): Runs {
  const reasoned = <Message extends { readonly reason?: string }>(message: Message): Message =>
    message.reason === undefined ? message : { ...message, reason: mask(message.reason) };
  return {
    ...runs,
    start: (request, incidentId, key) => runs.start({ ...request, inputs: mask(request.inputs) }, incidentId, key),
    answer: (runId, message) => runs.answer(runId, { ...message, answer: mask(message.answer) }),
    pause: (runId, message) => runs.pause(runId, reasoned(message)),
    skip: (runId, message) => runs.skip(runId, reasoned(message)),
    cancel: (runId, message) => runs.cancel(runId, reasoned(message)),
    handsOff: (incidentId, message) => runs.handsOff(incidentId, reasoned(message)),
  };
}
