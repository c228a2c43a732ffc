import { createPublicKey } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { auditFileNames } from './audit-files.ts';
import { diskError } from './disk-error.ts';
import type { PublicSigningKey } from './signing-keys.ts';
import type { AuditSource, VerificationKey } from './verify-audit.ts';

/** The audit logs of a folder, by process and start. @throws Error if the folder cannot be read */
export async function auditSources(folder: string): Promise<readonly AuditSource[]> {
  return (await auditFileNames(folder)).map((name) => auditSource(join(folder, name)));
}

function auditSource(path: string): AuditSource {
  return {
    name: basename(path),
    async *read() {
      try {
        yield* createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>;
      } catch (error) {
        throw diskError('read the audit log', path, error);
      }
    },
  };
}

/** Public keys in the form that the verifier takes. */
export function verificationKeys(
  keys: Iterable<Pick<PublicSigningKey, 'kty' | 'crv' | 'x' | 'kid' | 'use' | 'retiredAt'>>,
): ReadonlyMap<string, VerificationKey> {
  return new Map(
    [...keys].map(({ kty, crv, x, kid, use, retiredAt }) => [
      kid,
      { key: createPublicKey({ key: { kty, crv, x }, format: 'jwk' }), use, retiredAt },
    ]),
  );
}

/** Heads kept outside the home, by the name of their audit log. @throws Error if they cannot be read */
export async function readHeads(folder: string): Promise<ReadonlyMap<string, string>> {
  const suffix = '.head.json';
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith(suffix) && !name.startsWith('.'));
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    return new Map(names.map((name, index) => [name.slice(0, -suffix.length), texts[index] ?? '']));
  } catch (error) {
    throw diskError('read the heads in', folder, error);
  }
}

const GivenKey = z.looseObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
  use: z.string(),
  retiredAt: z.string().optional(),
});

/** Public keys (JWK) from one file or a folder of them. @throws Error that names a file that is not a public key */
export async function readKeys(path: string): Promise<ReadonlyMap<string, VerificationKey>> {
  const files = await keyFiles(path).catch((error: unknown) => {
    throw diskError('read the public keys at', path, error);
  });
  const keys = await Promise.all(
    files.map(async (file) => {
      const key = GivenKey.safeParse(JSON.parse(await readFile(file, 'utf8')));
      if (!key.success)
        throw new Error(`${file} is not a public Ed25519 key as a home stores it (a JWK with kid and use).`);
      return key.data;
    }),
  );
  return verificationKeys(keys);
}

async function keyFiles(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  return (await readdir(path)).filter((name) => name.endsWith('.json')).map((name) => join(path, name));
}
