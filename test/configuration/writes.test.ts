import { expect, test } from 'vitest';
import { parseConfiguration } from '#configuration/load-configuration';
import { secretNames } from '#configuration/secret-names';
import { hasWrites, readingToolServers, writableBackEnds } from '#configuration/writes';

const configurationWith = (production: string) =>
  parseConfiguration(
    `apiVersion: holdfast/v1
kind: Configuration
toolServers:
  infrastructure:
    adapter: lab
    environments:
      production: ${production}
      staging: { url: http://127.0.0.1:2 }
`,
    'holdfast.yaml',
  );
const writing = configurationWith(
  '{ url: http://127.0.0.1:1, bearer: { env: READ }, writes: { bearer: { env: WRITE } } }',
);

test('only an environment with `writes` can be written to, with its own credential', () => {
  expect(hasWrites(writing)).toBe(true);
  expect(writableBackEnds(writing, 'infrastructure')).toEqual({
    production: { url: 'http://127.0.0.1:1', bearer: { env: 'WRITE' } },
  });
  expect(hasWrites(configurationWith('{ url: http://127.0.0.1:1 }'))).toBe(false);
});

test('the investigator never learns of the credential that writes', () => {
  expect(JSON.stringify(readingToolServers(writing))).not.toContain('WRITE');
  expect(secretNames(writing)).toMatchObject({ investigator: ['READ'], executor: ['READ', 'WRITE'], gateway: [] });
});
