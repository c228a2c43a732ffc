import { describeInterpreter } from './compare-interpreters.ts';

describeInterpreter(1000);
