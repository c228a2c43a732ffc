import { describeInterpreter } from './compare-interpreters.ts';

describeInterpreter(10_000);
