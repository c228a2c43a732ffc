import { z } from 'zod';
import { durationBetween } from '../../time/durations.ts';
import type { StepBase } from './step.ts';
import { stepKeys } from './step-document.ts';

/** Lets time pass. */
export interface WaitStep extends StepBase {
  readonly kind: 'wait';
  readonly seconds: number;
}

export const WaitDocument = z
  .strictObject({
    ...stepKeys(),
    wait: durationBetween(1, 86_400).meta({ description: 'How long: 30s, 5m, at most 24h.' }),
  })
  .meta({ title: 'wait', description: 'Lets time pass.' });
export type WaitDocument = z.output<typeof WaitDocument>;

export function compileWait({ wait }: WaitDocument, base: StepBase): WaitStep {
  return { ...base, kind: 'wait', seconds: wait };
}
