import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSecret } from '#settings/secret';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'holdfast-secret-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function opened(file: string) {
  const values: string[] = [];
  return { values, secret: openSecret({ file }, {}, (value) => values.push(value)) };
}

describe('a secret in a file', () => {
  it('is read again when the file is written, and each value is told before it is used', () => {
    const file = join(folder(), 'token');
    writeFileSync(file, 'one\n');
    const { secret, values } = opened(file);
    expect(secret.read()).toBe('one');
    writeFileSync(file, 'two, longer\r\n');
    expect(secret.read()).toBe('two, longer');
    expect(secret.read()).toBe('two, longer');
    expect(values).toEqual(['one', 'two, longer']);
  });

  it('is read again when the file is replaced by another of the same size', () => {
    const path = folder();
    const file = join(path, 'token');
    writeFileSync(file, 'one');
    const { secret } = opened(file);
    writeFileSync(join(path, 'next'), 'two');
    renameSync(join(path, 'next'), file);
    expect(secret.read()).toBe('two');
  });

  it('is read again when the link to its folder moves, as Kubernetes does it', () => {
    const path = folder();
    for (const [version, value] of [
      ['..1', 'one'],
      ['..2', 'two'],
    ] as const) {
      mkdirSync(join(path, version));
      writeFileSync(join(path, version, 'token'), value);
    }
    symlinkSync('..1', join(path, '..data'));
    symlinkSync(join('..data', 'token'), join(path, 'token'));
    const { secret } = opened(join(path, 'token'));
    expect(secret.read()).toBe('one');
    symlinkSync('..2', join(path, '..data_tmp'));
    renameSync(join(path, '..data_tmp'), join(path, '..data'));
    expect(secret.read()).toBe('two');
  });

  it('keeps its last value while the file is missing or empty, and takes the new one when it is there', () => {
    // fluent/fluent-bit#12118: a secret's file that is temporarily empty or missing broke the client.
    const file = join(folder(), 'token');
    writeFileSync(file, 'one');
    const { secret, values } = opened(file);
    rmSync(file);
    expect(secret.read()).toBe('one');
    expect(secret.readAgain()).toBe(false);
    writeFileSync(file, '');
    expect(secret.read()).toBe('one');
    writeFileSync(file, 'two');
    expect(secret.read()).toBe('two');
    expect(values).toEqual(['one', 'two']);
  });

  it('says after a refusal whether the file holds something else', () => {
    const file = join(folder(), 'token');
    writeFileSync(file, 'one');
    const { secret } = opened(file);
    expect(secret.readAgain()).toBe(false);
    writeFileSync(file, 'two');
    expect(secret.readAgain()).toBe(true);
    expect(secret.readAgain()).toBe(false);
    expect(secret.read()).toBe('two');
  });

  it('that is missing, a folder or empty at the start is named, without its content', () => {
    const path = folder();
    writeFileSync(join(path, 'empty'), '\n');
    expect(() => opened(join(path, 'none'))).toThrow(`The secret's file ${path}/none cannot be read: ENOENT.`);
    expect(() => opened(path)).toThrow(`The secret's file ${path} cannot be read: EISDIR.`);
    expect(() => opened(join(path, 'empty'))).toThrow(`The secret's file ${path}/empty is empty.`);
  });
});

describe('a secret in the environment', () => {
  it('never changes', () => {
    const environment: NodeJS.ProcessEnv = { TOKEN: 'one' };
    const secret = openSecret({ env: 'TOKEN' }, environment, () => {});
    environment['TOKEN'] = 'two';
    expect(secret.readAgain()).toBe(false);
    expect(secret.read()).toBe('one');
  });

  it.each([{}, { TOKEN: '' }])('that is not there is named: %j', (environment) => {
    expect(() => openSecret({ env: 'TOKEN' }, environment, () => {})).toThrow(
      'The environment variable TOKEN is not set. Set it to the secret and start again.',
    );
  });
});
