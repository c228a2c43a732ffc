import { measureApproval } from './approval.ts';
import { measureAudit } from './audit.ts';
import { figureTable } from './figures.ts';
import { measurePolicy } from './policy.ts';

// npm run bench:writes: what a guarded write costs. Each figure stands beside what it is held against, measured turn about
// in the same run; goals are printed, and never fail.

const figures = [...(await measureApproval()), ...measurePolicy(), ...(await measureAudit())];
for (const line of figureTable(figures)) process.stdout.write(`${line}\n`);
process.exit(0);
