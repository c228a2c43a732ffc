import { everyMoment } from '../support/kill-moments.ts';
import { describeKilledInvestigator } from './killed-investigator.ts';

describeKilledInvestigator(everyMoment);
