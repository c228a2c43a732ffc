import { chosenMoments } from '../support/kill-moments.ts';
import { describeKilledInvestigator } from './killed-investigator.ts';

describeKilledInvestigator(chosenMoments);
