import { writeFileSync } from 'node:fs';
import { answeredTools } from './answered-tools.ts';

// npm run contracts: the table of adapters, tools and systems that the suites have just seen, in the working folder.

const rows = answeredTools();
writeFileSync('mcp/servers/tested.json', `${JSON.stringify(rows, undefined, 2)}\n`);
for (const { server, adapter, how, system, tools } of rows) {
  for (const tool of tools) process.stdout.write(`${server} ${adapter} ${tool} ${how} (${system})\n`);
}
