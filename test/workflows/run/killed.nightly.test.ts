import { everyMoment } from '../../support/kill-moments.ts';
import { describeKilledRun } from './killed-run.ts';

describeKilledRun(everyMoment);
