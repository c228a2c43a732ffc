import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resolveSecrets } from '#configuration/resolve-secrets';

describe('the secrets of a process', () => {
  it('are read from the environment and from files, wherever the configuration refers to them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-secrets-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'token');
    await writeFile(file, 'from file\n');
    const metrics = { adapter: 'prometheus', environments: { production: { url: 'http://x', bearer: { file } } } };
    const part = { gateway: { changes: { bearer: { env: 'A' } } }, toolServers: { metrics } };
    const secretOf = resolveSecrets(part, { A: 'from environment' });
    expect(secretOf({ env: 'A' })).toBe('from environment');
    expect(secretOf({ file })).toBe('from file');
  });

  it('that are missing are all named at once, with the place that asks for them', () => {
    const authentication = { bearer: { file: '/nowhere/x' } };
    const part = { gateway: { changes: { bearer: { env: 'A' } } }, integrations: { 'b c': { authentication } } };
    expect(() => resolveSecrets(part, {})).toThrow(
      /gateway\.changes\.bearer: The environment variable A is not set.*\n.*integrations\."b c"\.authentication\.bearer: The secret's file \/nowhere\/x/,
    );
  });

  it('of another process are not given out', () => {
    expect(() => resolveSecrets({}, { A: 'x' })({ env: 'A' })).toThrow('The secret env A is not one of this process.');
  });
});
