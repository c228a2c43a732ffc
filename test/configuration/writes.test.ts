import { expect, test } from 'vitest';
import { parseConfiguration } from '#configuration/load-configuration';
import { secretNames } from '#configuration/secret-names';
import { hasWrites, readingToolServers, writableBackEnds } from '#configuration/writes';

const configurationWith = (production: string) =>
  parseConfiguration(
    `apiVersion: holdfast/v2
kind: Configuration
toolServers:
  infrastructure:
    environments:
      production: ${production}
      staging: { adapter: lab, url: http://127.0.0.1:2 }
`,
    'holdfast.yaml',
  );
const writing = configurationWith(
  '{ adapter: lab, url: http://127.0.0.1:1, auth: { bearer: { env: READ } }, writes: { auth: { bearer: { env: WRITE } } } }',
);

test('only an environment with `writes` can be written to, with its own credential', () => {
  expect(hasWrites(writing)).toBe(true);
  expect(writableBackEnds(writing)).toMatchObject([
    { server: 'infrastructure', environment: 'production', name: 'lab', adapter: 'lab' },
  ]);
  expect(hasWrites(configurationWith('{ adapter: lab, url: http://127.0.0.1:1 }'))).toBe(false);
});

test('the investigator never learns of the credential that writes', () => {
  expect(JSON.stringify(readingToolServers(writing))).not.toContain('WRITE');
  expect(secretNames(writing)).toMatchObject({ investigator: ['READ'], executor: ['READ', 'WRITE'], gateway: [] });
});
