import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { labCommand } from '#lab/command';
import { faults } from '#lab/faults/index';
import { builtProgram } from '#processes/built-program';

const tellLoaded = `data:text/javascript,${encodeURIComponent(`
import { register } from 'node:module';
const hooks = \`import { writeSync } from 'node:fs';
export async function resolve(name, context, next) {
  const found = await next(name, context);
  writeSync(2, found.url + '\\\\n');
  return found;
}\`;
register('data:text/javascript,' + encodeURIComponent(hooks));
`)}`;

test.each(['--help', 'stop --help', 'up --help', 'history verify --help', 'runbook run --help'])(
  '"holdfast %s" loads no library but the one that reads the command line',
  (words) => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--import', tellLoaded, builtProgram('cli/main'), ...words.split(' ')],
      { encoding: 'utf8' },
    );
    expect(status).toBe(0);
    expect(stdout).toContain('Usage: holdfast');
    const packages = stderr.split('\n').flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []);
    expect([...new Set(packages)]).toEqual(['commander']);
  },
);

test('what can be broken in the lab is told without loading the lab, and all of it', () => {
  const help = labCommand()
    .commands.find((command) => command.name() === 'break')!
    .helpInformation();
  const told = [...help.matchAll(/"([a-z-]+)"/g)].map((match) => match[1]);
  expect(told.filter((name) => name !== 'HOLDFAST_HOME')).toEqual(faults.map(({ name }) => name));
});
