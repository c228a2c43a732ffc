import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { z } from 'zod';
import { canonicalJson } from '#core/json/canonical-json';
import { sha256 } from '#records/digest';
import { diskError } from '#records/disk-error';
import { createFile, makeFolder } from '#records/durable-file';
import type { EnvironmentIssuer } from './environment-issuer.ts';

const KeptKey = z.strictObject({
  issuer: z.string(),
  clientId: z.string(),
  groupsClaim: z.string(),
  jwk: z.looseObject({ kty: z.string() }),
});
/** A public key that an identity provider signed an ID token with, and what the token was judged by. */
export type KeptIssuerKey = z.infer<typeof KeptKey>;

/** The public part of each kind of key. A private one never comes here, but is cut should it. */
const publicMembers = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use'] as const;

export interface KeptIssuerKeys {
  /** Durable when it resolves; keeping the same one again does nothing. */
  keep(jwk: JWK, issuer: EnvironmentIssuer['issuer']): Promise<void>;
  /** Those of one issuer and client. */
  of(issuer: EnvironmentIssuer['issuer']): Promise<readonly JWK[]>;
}

/** Keys that identity providers used, one file each, so that decisions verify when the provider has long replaced them. */
export async function openKeptIssuerKeys(folder: string): Promise<KeptIssuerKeys> {
  await makeFolder(folder);
  const written = new Set<string>();
  return {
    keep: async (jwk, { issuer, clientId, groupsClaim }) => {
      const open = Object.fromEntries(
        publicMembers.flatMap((name) => (jwk[name] === undefined ? [] : [[name, jwk[name]]])),
      );
      const text = canonicalJson({ issuer, clientId, groupsClaim, jwk: open });
      // Same key, other client: another record.
      const name = sha256(text);
      if (written.has(name)) return;
      await createFile(join(folder, `${name}.json`), text);
      written.add(name);
    },
    of: async ({ issuer, clientId }) =>
      (await readKeptIssuerKeys(folder))
        .filter((kept) => kept.issuer === issuer && kept.clientId === clientId)
        .map(({ jwk }) => jwk),
  };
}

/** @throws Error that names the file when one is damaged */
export async function readKeptIssuerKeys(folder: string): Promise<readonly KeptIssuerKey[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  } catch (error) {
    throw diskError('read the folder', folder, error);
  }
  return Promise.all(names.map((name) => readKept(join(folder, name), name)));
}

async function readKept(file: string, name: string): Promise<KeptIssuerKey> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw diskError('read the key', file, error);
  }
  const parsed = name === `${sha256(text)}.json` ? KeptKey.safeParse(JSON.parse(text)) : undefined;
  if (!parsed?.success)
    throw new Error(
      `The kept key ${file} is damaged: its content is not what its name says. Put it back from a backup or an export bundle.`,
    );
  return parsed.data;
}
