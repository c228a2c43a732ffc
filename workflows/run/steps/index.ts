import { carryOutAsk } from './ask.ts';
import { carryOutForEach } from './for-each.ts';
import { carryOutNotify } from './notify.ts';
import { carryOutParallel } from './parallel.ts';
import { carryOutRead } from './read.ts';
import { carryOutRunbook } from './runbook.ts';
import type { ActiveStep } from './step-context.ts';
import type { StepEnd } from './step-end.ts';
import { carryOutWait } from './wait.ts';
import { carryOutWrite } from './write.ts';

/** The one place that knows all kinds of steps; one that is missing here does not compile. @throws Suspended */
export function carryOut(active: ActiveStep): Promise<StepEnd> {
  const { step } = active;
  switch (step.kind) {
    case 'ask':
      return carryOutAsk({ ...active, step });
    case 'forEach':
      return carryOutForEach({ ...active, step });
    case 'notify':
      return carryOutNotify({ ...active, step });
    case 'parallel':
      return carryOutParallel({ ...active, step });
    case 'read':
      return carryOutRead({ ...active, step });
    case 'runbook':
      return carryOutRunbook({ ...active, step });
    case 'wait':
      return carryOutWait({ ...active, step });
    case 'write':
      return carryOutWrite({ ...active, step });
    default:
      return step satisfies never;
  }
}
