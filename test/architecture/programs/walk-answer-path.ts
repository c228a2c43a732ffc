import { walkAnswerPath } from '../counts/answer-path.ts';

// A process of its own: the counters have to be in place before anything that they count is loaded.
process.stdout.write(JSON.stringify(await walkAnswerPath()));
process.exit(0);
