import { sign, verify, createPublicKey } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sha256 } from '#records/digest';
import { openSigningKeys, publicKeys, temporarySigningKey } from '#records/signing-keys';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'holdfast-keys-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

describe('signing keys', () => {
  it('are made once, for the owner alone, named by the SHA-256 of the public key', async () => {
    const keys = await folder();
    const first = await (await openSigningKeys(keys, 'approvals')).current();
    const again = await (await openSigningKeys(keys, 'approvals')).current();
    expect(again.publicKey).toEqual(first.publicKey);
    expect(first.kid).toBe(sha256(Buffer.from(first.publicKey.x, 'base64url')).slice(0, 16));
    expect((await stat(join(keys, 'approvals', 'current.json'))).mode & 0o777).toBe(0o600);
    const { kty, crv, x } = first.publicKey;
    const signature = sign(null, Buffer.from('a'), first.privateKey);
    expect(verify(null, Buffer.from('a'), createPublicKey({ key: { kty, crv, x }, format: 'jwk' }), signature)).toBe(
      true,
    );
  });

  it('are one key when several processes make the first at once', async () => {
    const keys = await folder();
    const opened = await Promise.all(Array.from({ length: 8 }, () => openSigningKeys(keys, 'approvals')));
    const ids = await Promise.all(opened.map(async (each) => (await each.current()).kid));
    expect(new Set(ids).size).toBe(1);
    expect(await readdir(join(keys, 'approvals'))).toEqual(['current.json']);
    expect([...(await publicKeys(keys)).keys()]).toEqual([ids[0]]);
  });

  it('are rotated: the old public key stays, retired, and who has them open signs with the new one', async () => {
    const keys = await folder();
    const running = await openSigningKeys(keys, 'approvals');
    const old = await running.current();
    const other = await (await openSigningKeys(keys, 'audit')).current();
    const next = await (await openSigningKeys(keys, 'approvals')).rotate();
    expect(next.kid).not.toBe(old.kid);
    expect((await running.current()).kid).toBe(next.kid);
    const known = await publicKeys(keys);
    expect(known.get(old.kid)).toEqual({ ...old.publicKey, retiredAt: next.publicKey.createdAt });
    expect(known.get(next.kid)).toEqual(next.publicKey);
    expect(known.get(other.kid)?.retiredAt).toBeUndefined();
  });

  it('finish at the next start a rotation that was killed after the private key was replaced', async () => {
    const keys = await folder();
    const old = await (await openSigningKeys(keys, 'approvals')).current();
    const before = await readFile(join(keys, 'public', `${old.kid}.json`));
    const next = await (await openSigningKeys(keys, 'approvals')).rotate();
    await rm(join(keys, 'public', `${next.kid}.json`));
    await writeFile(join(keys, 'public', `${old.kid}.json`), before);
    await openSigningKeys(keys, 'approvals');
    const known = await publicKeys(keys);
    expect(known.get(old.kid)?.retiredAt).toBe(next.publicKey.createdAt);
    expect(known.get(next.kid)).toEqual(next.publicKey);
  });

  it('are refused when others may read them, with the command that mends it', async () => {
    const keys = await folder();
    const opened = await openSigningKeys(keys, 'approvals');
    const file = join(keys, 'approvals', 'current.json');
    await chmod(file, 0o644);
    await expect(opened.current()).rejects.toThrow(`chmod 600 ${file}`);
    await expect(openSigningKeys(keys, 'approvals')).rejects.toThrow('mode 644');
  });

  it.each([
    ['no JSON', () => '{', 'is not JSON'],
    ['no key', () => '{}', 'is damaged'],
    ['a key for another use', (text: string) => text.replace('"approvals"', '"audit"'), 'is for "audit"'],
    ['an id of another key', (text: string) => text.replace(/"kid":"."?/, '"kid":"'), 'is damaged'],
    [
      'a private half of another key',
      (text: string) => {
        const { d } = temporarySigningKey('approvals').privateKey.export({ format: 'jwk' });
        return text.replace(/"d":"[^"]*"/, `"d":"${d}"`);
      },
      'do not match',
    ],
  ])('are refused with %s in the file, which the error names', async (_what, damage, reason) => {
    const keys = await folder();
    const opened = await openSigningKeys(keys, 'approvals');
    const file = join(keys, 'approvals', 'current.json');
    await writeFile(file, damage(await readFile(file, 'utf8')));
    await expect(opened.current()).rejects.toThrow(reason);
    await expect(opened.rotate()).rejects.toThrow(file);
  });

  it('are not for a use that is no name', async () => {
    await expect(openSigningKeys(await folder(), '../x')).rejects.toThrow('"../x" is not a valid key use');
    await expect(openSigningKeys(await folder(), 'public')).rejects.toThrow('not "public"');
  });
});

describe('public keys', () => {
  it('are none where none was ever made', async () => {
    expect((await publicKeys(join(await folder(), 'nowhere'))).size).toBe(0);
  });

  it('are refused when one is damaged, stands under another name, or has more in it', async () => {
    const keys = await folder();
    const { kid, publicKey } = await (await openSigningKeys(keys, 'approvals')).current();
    const file = join(keys, 'public', `${kid}.json`);
    const stranger = temporarySigningKey('approvals').publicKey;
    for (const [content, reason] of [
      [{ ...publicKey, x: stranger.x }, 'its id does not match its key'],
      [stranger, `holds the key ${stranger.kid}`],
      [{ ...publicKey, d: 'x' }, 'is damaged'],
    ] as const) {
      await writeFile(file, JSON.stringify(content));
      await expect(publicKeys(keys)).rejects.toThrow(reason);
      await expect(publicKeys(keys)).rejects.toThrow(file);
    }
  });
});
