import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const configFile = join(root, '.dependency-cruiser.cjs');
const { forbidden } = createRequire(import.meta.url)(configFile) as { forbidden: { name: string }[] };

// One breach for each rule: from, to, and how it is imported there.
const breaches: Readonly<Record<string, readonly [from: string, to: string, code?: string]>> = {
  'no-cycles': ['lab/a.ts', 'lab/b.ts', "import './b.ts'; export const a = 1;"],
  'no-unresolved': ['lab/c.ts', '', "import './nowhere.ts';"],
  'no-undeclared-packages': ['lab/d.ts', '', "import 'vitest';"],
  'core-imports-nothing-of-ours': ['core/text/a.ts', 'records/a.ts'],
  'core-points-down': ['core/text/b.ts', 'core/brief/a.ts'],
  'workflows-are-sandboxed': ['workflows/a.ts', 'records/b.ts'],
  'workflows-take-no-schemas': ['workflows/b.ts', 'core/evidence/observations.ts'],
  'activities-stand-alone': ['activities/a.ts', 'records/c.ts'],
  'tool-servers-stand-alone': ['mcp/kit/a.ts', 'records/d.ts'],
  'one-tool-server-does-not-know-another': ['mcp/servers/alerts/a.ts', 'mcp/servers/metrics/a.ts'],
  'records-stand-alone': ['records/e.ts', 'gateway/a.ts'],
  'approvals-share-no-process-with-hooks': ['approvals/a.ts', 'gateway/hooks/a.ts'],
  'executor-holds-no-model-and-no-hook': ['workers/execution/a.ts', 'gateway/hooks/b.ts'],
  'gateway-talks-through-ports': ['gateway/b.ts', 'records/f.ts'],
  'web-knows-no-service': ['web/a.ts', 'gateway/d.ts'],
  'temporal-speaks-in-messages': ['temporal/a.ts', 'approvals/b.ts'],
  'rehearsals-run-steps-and-nothing-else': ['rehearsals/a.ts', 'records/h.ts'],
  'notifications-only-tell': ['notifications/a.ts', 'workers/d.ts'],
  'steps-know-no-temporal': ['workflows/run/steps/a.ts', 'workflows/run/messages.ts'],
  'workflows-are-passed-by-path': ['gateway/c.ts', 'workflows/incident/incident.ts'],
  'http-client-knows-nobody': ['http-client/a.ts', 'records/i.ts'],
  'undici-in-one-place': ['mcp/kit/b.ts', '', "import 'undici';"],
  'processes-and-programs-know-nobody': ['programs/a.ts', 'records/g.ts'],
  'lab-is-a-system-like-any-other': ['workers/a.ts', 'lab/e.ts'],
  'nobody-imports-the-top': ['lab/f.ts', 'workers/b.ts'],
  'nobody-imports-the-command-line': ['lab/demo/a.ts', 'cli/a.ts'],
  'the-terminal-knows-no-command': ['terminal/a.ts', 'cli/b.ts'],
  'settings-know-no-configuration': ['settings/a.ts', 'configuration/a.ts'],
};

let folder: string;
let reported: ReadonlySet<string>;

function write(file: string, code: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), code);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-imports-'));
  for (const file of ['package.json', 'tsconfig.json', 'node_modules'])
    symlinkSync(join(root, file), join(folder, file));
  for (const [from, to, code] of Object.values(breaches)) {
    if (to) write(to, 'export const value = 1;');
    write(
      from,
      code ?? `import { value } from '${'../'.repeat(from.split('/').length - 1)}${to}';\nexport const own = value;`,
    );
  }
  write('lab/b.ts', "import './a.ts'; export const b = 1;");
  const folders = [...new Set(Object.values(breaches).flatMap(([from]) => from.split('/')[0] ?? []))];
  const depcruise = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const output = execFileSync(
    process.execPath,
    [depcruise, '--config', configFile, '--output-type', 'json', ...folders],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const { summary } = JSON.parse(output) as { summary: { violations: { rule: { name: string } }[] } };
  reported = new Set(summary.violations.map(({ rule }) => rule.name));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every import rule has a breach here', () => {
  expect(Object.keys(breaches).sort()).toEqual([...new Set(forbidden.map(({ name }) => name))].sort());
});

test.each(Object.keys(breaches))('the rule %s reports its breach', (name) => {
  expect([...reported]).toContain(name);
});
