import { ActionState } from '#core/actions/action';
import type { ActionLook, LookAnswer } from '#core/actions/action-work';
import { looking } from './activities.ts';
import type { ActionControl } from './control.ts';
import { tried } from './stop.ts';
import { now } from '../now.ts';
import { cut } from '#core/text/cut';

/** Several people reload the page; each look costs history events and a call to the back end. */
const freshMilliseconds = 15_000;
const mostLooks = 200;

export type ActionLooks = ReturnType<typeof openLooks>;

/** Repeats the dry run while people decide, so that they approve what would change now. */
export function openLooks(life: ActionControl) {
  let looks = 0;
  let underWay: Promise<void> | undefined;

  async function again(): Promise<void> {
    looks++;
    const { bytes, actionHash, preview, previewHash } = life.record();
    if (!preview || previewHash === undefined) throw new Error('an action that waits for people has a preview');
    const options = { summary: 'What would become of it now?' };
    const request = { bytes, actionHash, preview, previewHash };
    const found = await tried(() => looking.lookAtAction.executeWithOptions(options, [request]));
    const looked: ActionLook = { ...answerOf(found), at: now() };
    if (life.record().state === ActionState.awaiting) life.show({ looked });
    underWay = undefined;
  }

  return {
    /** @returns the latest look: a new one, unless the last is at most 15 seconds old or there were too many */
    async lookAgain(): Promise<ActionLook> {
      const { looked } = life.record();
      const isFresh = looked !== undefined && Date.now() - Date.parse(looked.at) < freshMilliseconds;
      if (!isFresh && looks < mostLooks) await (underWay ??= again());
      return life.record().looked ?? { kind: 'unknown', at: now(), reason: 'it does not wait for people any more' };
    },
  };
}

function answerOf(found: Awaited<ReturnType<typeof tried<LookAnswer>>>): LookAnswer {
  if (found.kind !== 'done')
    return { kind: 'unknown', reason: found.kind === 'failed' ? cut(found.reason, 500) : 'it was stopped' };
  const answer = found.value;
  return answer.kind === 'as_previewed' ? answer : { ...answer, reason: cut(answer.reason, 1000) };
}
