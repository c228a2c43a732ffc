import { z } from 'zod';
import type { DefinedAdapter } from '../kit/define-adapter.ts';
import type { DefinedServer } from '../kit/define-server.ts';
import { builtInServers } from './index.ts';

// What people read about the built-in servers, made from their definitions: the reference page and a part of the example
// configuration.

/** What the suites of `test/contracts/` called through an adapter, and on what: a member of `tested.json`. */
export interface TestedAdapter {
  readonly server: string;
  readonly adapter: string;
  readonly how: string;
  readonly system: string;
  readonly tools: readonly string[];
}

/** The page `mcp/servers/README.md`. */
export function referencePage(tested: readonly TestedAdapter[]): string {
  return [introduction, ...builtInServers.map(serverSection), testedSection(tested)].join('\n');
}

/**
 * The value of `toolServers` in the example configuration: each server with the first adapter that ran on the real system,
 * the others as comments. What is there to be broken is a comment, too.
 */
export function exampleToolServers(): string {
  return builtInServers
    .map(({ name, title, adapters }) => {
      const [first, ...others] = [...adapters].sort((a, b) => lateness(a) - lateness(b));
      const entry = (adapter: typeof first) => (adapter ? indented(exampleOf(adapter), 6) : '');
      const server = `  ${name}:\n    environments:\n${entry(first)}`;
      const shown = first?.forDevelopment ? commented(server, 2) : server;
      return `  # ${title}.\n${shown}${others.map((adapter) => commented(entry(adapter), 6)).join('')}`;
    })
    .join('');
}

/** What is for development comes last; before it, what no real system has shown to work. */
function lateness({ forDevelopment, testedOn }: DefinedAdapter<unknown, unknown>): number {
  if (forDevelopment) return 2;
  return testedOn.some(({ how }) => how === 'real') ? 0 : 1;
}

const introduction = `# Tool servers

Made from the definitions by \`npm run reference\`; do not edit it. A server is a folder here: \`server.ts\` defines it,
\`back-end.ts\` is its port, \`adapters/<name>/adapter.ts\` is one way to a back end, \`tools/\` has a file per tool. One more
adapter is a folder and a line in its server's list: copy the adapter that the server's README names, and give it a test
that runs its port's suite of \`test/contracts/\`. One more server is a folder and a line in \`index.ts\`.

An environment of a server has one back end, or a list of several with names. The catalogue says which of them has a service
(\`backEnd\` in the service's entry for that server); without that all of them are asked, at most three, and the answers are
merged.
`;

function serverSection({ name, title, adapters, capabilities, locator, everything }: DefinedServer): string {
  const { reads, writes } = everything();
  const tools = [
    ...reads.map(({ name: tool, listing }) => row([code(tool), listing.title ?? '', 'read'])),
    ...writes.map(({ name: tool, title: words, risk }) => row([code(tool), words, risk])),
  ];
  const abilities = Object.entries<string>(capabilities).map(([ability, gives]) => `- ${code(ability)}: ${gives}\n`);
  const keys = Object.keys(locator.shape);
  return [
    `\n## ${code(name)}\n\n${title}.\n\n`,
    table(['tool', 'what it answers or does', 'risk'], tools),
    keys.length > 0 ? `\nIn the catalogue a service is found by: ${keys.map(code).join(', ')}.\n` : '',
    abilities.length > 0 ? `\nWhat only some adapters can do:\n\n${abilities.join('')}` : '',
    ...adapters.map((adapter) => adapterSection(adapter)),
  ].join('');
}

function adapterSection(adapter: DefinedAdapter<unknown, unknown>): string {
  const { name, title, capabilities, testedOn, openWrites } = adapter;
  const ways = authenticationOf(adapter);
  const facts = [
    ways === undefined ? undefined : `Authentication: ${ways.length > 0 ? ways.map(code).join(', ') : 'none'}.`,
    capabilities.length > 0 ? `Can do: ${capabilities.map(code).join(', ')}.` : undefined,
    openWrites ? 'Can be written to.' : undefined,
    `Tested on: ${testedOn.map(({ system, how }) => `${system} (${how})`).join(', ')}.`,
  ];
  const words = facts.filter((fact) => fact !== undefined).join(' ');
  return `\n### ${code(name)}\n\n${title}. ${words}\n\n\`\`\`yaml\n${exampleOf(adapter)}\`\`\`\n`;
}

function testedSection(tested: readonly TestedAdapter[]): string {
  const rows = tested.map(({ server, adapter, how, system, tools }) =>
    row([code(server), code(adapter), how, system, tools.map(code).join(', ')]),
  );
  const words = 'What the contract suites called in their last run (`npm run contracts`).';
  return `\n## What was tested\n\n${words}\n\n${table(['server', 'adapter', 'how', 'system', 'tools'], rows)}`;
}

function exampleOf({ name, example }: DefinedAdapter<unknown, unknown>): string {
  return `production:\n  adapter: ${name}\n${indented(example, 2)}`;
}

/** The ways that \`auth\` takes; undefined where there is nobody to authenticate to. */
function authenticationOf({ settings }: DefinedAdapter<unknown, unknown>): readonly string[] | undefined {
  const auth: unknown = settings.shape['auth'];
  if (auth === undefined) return undefined;
  const inner = auth instanceof z.ZodOptional ? auth.unwrap() : auth;
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function indented(text: string, spaces: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(spaces));
}

/** @param column where the comment begins */
function commented(text: string, column: number): string {
  const margin = ' '.repeat(column);
  return text.replace(/^(?=.).*$/gm, (line) => `${margin}# ${line.slice(column)}`);
}

function table(heads: readonly string[], rows: readonly string[]): string {
  return `${row(heads)}${row(heads.map(() => '---'))}${rows.join('')}`;
}

const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
const code = (text: string) => `\`${text}\``;
