import { readFileSync, writeFileSync } from 'node:fs';
import { exampleToolServers, referencePage, type TestedAdapter } from './reference.ts';

// `npm run reference`: writes what is made from the definitions of the built-in servers, in the folder it runs in.

const example = 'configuration/holdfast.example.yaml';

const tested = JSON.parse(readFileSync('mcp/servers/tested.json', 'utf8')) as readonly TestedAdapter[];
writeFileSync('mcp/servers/README.md', referencePage(tested));
const text = readFileSync(example, 'utf8');
const [before, rest] = text.split(/(?<=^toolServers:\n)/m);
const after = rest?.slice(rest.search(/^  # tickets:/m));
if (before === undefined || after === undefined)
  throw new Error(`${example} has no toolServers with "# tickets:" at its end.`);
writeFileSync(example, `${before}${exampleToolServers()}${after}`);
