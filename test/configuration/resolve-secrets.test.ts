import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resolveSecrets } from '#configuration/resolve-secrets';
import { createMasker } from '#records/masking/create-masker';

const masksNothing = { addSecret: () => {} };

function secretFile(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'token');
  writeFileSync(file, content);
  return file;
}

const metrics = (file: string) => ({
  toolServers: {
    metrics: { environments: { production: { adapter: 'prometheus', url: 'http://x', auth: { bearer: { file } } } } },
  },
});

describe('the secrets of a process', () => {
  it('are read from the environment and from files, wherever the configuration refers to them', () => {
    const file = secretFile('from file\n');
    const part = { gateway: { changes: { bearer: { env: 'A' } } }, ...metrics(file) };
    const secrets = resolveSecrets(part, { A: 'from environment' }, masksNothing);
    expect(secrets.of({ env: 'A' }).read()).toBe('from environment');
    expect(secrets.of({ file }).read()).toBe('from file');
  });

  it('that are missing are all named at once, with the place that asks for them', () => {
    const authentication = { bearer: { file: '/nowhere/x' } };
    const part = { gateway: { changes: { bearer: { env: 'A' } } }, integrations: { 'b c': { authentication } } };
    expect(() => resolveSecrets(part, {}, masksNothing)).toThrow(
      /gateway\.changes\.bearer: The environment variable A is not set.*\n.*integrations\."b c"\.authentication\.bearer: The secret's file \/nowhere\/x/,
    );
  });

  it('of another process are not given out', () => {
    const secrets = resolveSecrets({}, { A: 'x' }, masksNothing);
    expect(() => secrets.of({ env: 'A' })).toThrow('The secret env A is not one of this process.');
  });

  it('are known to the masker from the start on, also the values that a file has later, and tokens', () => {
    const masker = createMasker({ patterns: [] });
    const file = secretFile('correct horse\n');
    const part = { gateway: { changes: { bearer: { env: 'A' } } }, ...metrics(file) };
    const secrets = resolveSecrets(part, { A: 'battery staple' }, masker);
    const said = 'correct horse, battery staple, new donkey, some token';
    expect(masker.mask(said)).toBe('[masked:secret], [masked:secret], new donkey, some token');
    writeFileSync(file, 'new donkey\n');
    expect(secrets.of({ file }).read()).toBe('new donkey');
    secrets.addSecret('token', 'some token');
    expect(masker.mask(said)).toBe('[masked:secret], [masked:secret], [masked:secret], [masked:secret]');
  });
});
