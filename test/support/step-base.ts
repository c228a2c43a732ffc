import type { StepBase } from '#core/runbooks/steps/step';

/** What every compiled step has, of one whose title is its id. */
export const stepBase = (id: string): StepBase => ({
  id,
  title: { kind: 'literal', value: id },
  always: false,
  onFailure: 'stop',
});
