import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { builtInServer } from '#mcp/servers/index';
import { answeredTools, sortedRows, TestedTools } from './answered-tools.ts';

// npm run contracts: the table of adapters, tools and systems that the suites have just seen, in the working folder. A
// system that is not on this machine keeps the row that another machine has written.

const file = 'mcp/servers/tested.json';
const seen = answeredTools();
const kept = z
  .array(TestedTools)
  .parse(JSON.parse(readFileSync(file, 'utf8')))
  .filter((row) => isClaimed(row) && !seen.some((other) => isSameSubject(row, other)));
const rows = sortedRows([...seen, ...kept]);
writeFileSync(file, `${JSON.stringify(rows, undefined, 2)}\n`);
for (const { server, adapter, how, system, tools } of rows) {
  for (const tool of tools) process.stdout.write(`${server} ${adapter} ${tool} ${how} (${system})\n`);
}
for (const { server, adapter, system } of kept) {
  process.stdout.write(`${server} ${adapter}: ${system} was not run here; its row is kept\n`);
}

/** Whether the adapter still says that it is tested on that system. */
function isClaimed({ server, adapter, how, system }: TestedTools): boolean {
  const { testedOn = [] } = builtInServer(server)?.adapters.find(({ name }) => name === adapter) ?? {};
  return testedOn.some((one) => one.how === how && one.system === system);
}

function isSameSubject(a: TestedTools, b: TestedTools): boolean {
  return a.server === b.server && a.adapter === b.adapter && a.how === b.how && a.system === b.system;
}
