import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openKeptIssuerKeys, readKeptIssuerKeys } from '#approvals/kept-issuer-keys';
import { issuer, issuerKey } from './made-decision.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'holdfast-issuers-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

const key = await issuerKey('one', 'ES256');

describe('the keys of an issuer that were used', () => {
  it('are kept once, with what tokens were judged by, over restarts', async () => {
    const path = await folder();
    for (const kept of [await openKeptIssuerKeys(path), await openKeptIssuerKeys(path)]) {
      await kept.keep(key.jwk, issuer);
      await kept.keep(key.jwk, issuer);
    }
    const { issuer: address, clientId, groupsClaim } = issuer;
    expect(await readKeptIssuerKeys(path)).toEqual([{ issuer: address, clientId, groupsClaim, jwk: key.jwk }]);
    const kept = await openKeptIssuerKeys(path);
    expect(await kept.of(issuer)).toEqual([key.jwk]);
    expect(await kept.of({ ...issuer, clientId: 'other' })).toEqual([]);
  });

  it('are their public part alone', async () => {
    const path = await folder();
    const whole = { ...(await exportJWK(key.privateKey)), kid: 'one' };
    await (await openKeptIssuerKeys(path)).keep(whole, issuer);
    expect(whole).toHaveProperty('d');
    expect((await readKeptIssuerKeys(path))[0]?.jwk).not.toHaveProperty('d');
  });

  it('are refused when the file is not what it was', async () => {
    const path = await folder();
    await (await openKeptIssuerKeys(path)).keep(key.jwk, issuer);
    const [name = ''] = await readdir(path);
    await writeFile(join(path, name), JSON.stringify({ ...issuer, jwk: (await issuerKey('one', 'ES256')).jwk }));
    await expect(readKeptIssuerKeys(path)).rejects.toThrow(join(path, name));
  });
});
