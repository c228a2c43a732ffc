import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256 } from './digest.ts';
import { diskError, errorCode } from './disk-error.ts';
import { createFile, makeFolder, replaceFile } from './durable-file.ts';

// Ed25519 keys, one current key for each use. The private key is in one file, `<folder>/<use>/current.json`, replaced
// atomically: even if a rotation crashes there is one current key, and the next start makes the public records match
// it.

const Base64UrlKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const Instant = z.iso.datetime();
const KeyUse = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/);

const PublicSigningKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: Base64UrlKey,
  kid: z.string().regex(/^[0-9a-f]{16}$/),
  /** A key for one use signs nothing else. */
  use: KeyUse,
  createdAt: Instant,
  /** Signatures made after this do not count. */
  retiredAt: Instant.optional(),
});
export type PublicSigningKey = Readonly<z.infer<typeof PublicSigningKey>>;

const PrivateSigningKey = PublicSigningKey.omit({ retiredAt: true }).extend({ d: Base64UrlKey });
type PrivateSigningKey = z.infer<typeof PrivateSigningKey>;

export interface SigningKey {
  readonly kid: string;
  readonly use: string;
  readonly privateKey: KeyObject;
  readonly publicKey: PublicSigningKey;
}

export interface SigningKeys {
  /** The current key, read from disk: another process may have rotated it. */
  current(): Promise<SigningKey>;
  /** Makes a new key the current one. Signatures of the old one still verify. */
  rotate(): Promise<SigningKey>;
}

/**
 * The keys for one use; the first is created if there is none. Of several processes that do so at once, one creates it.
 * @param folder holds all keys, readable by the owner only
 * @param use lower-case letters, digits and `-`; not `public`
 * @throws Error that names the file and the remedy if a key is damaged or readable by others
 */
export async function openSigningKeys(folder: string, use: string): Promise<SigningKeys> {
  if (!KeyUse.safeParse(use).success || use === 'public')
    throw new Error(`"${use}" is not a valid key use: use lower-case letters, digits and "-", and not "public".`);
  await makeFolder(join(folder, use));
  await makeFolder(join(folder, 'public'));
  const file = join(folder, use, 'current.json');
  await createFile(file, JSON.stringify(newKey(use)));
  await publish(folder, await readPrivate(file, use));
  return {
    current: async () => signingKey(await readPrivate(file, use)),
    rotate: async () => {
      // A damaged key is not rotated: a person has to examine it first.
      await readPrivate(file, use);
      await replaceFile(file, JSON.stringify(newKey(use)));
      // Read back: of two concurrent rotations, the last one counts for both.
      const current = await readPrivate(file, use);
      await publish(folder, current);
      return signingKey(current);
    },
  };
}

/** A key that is not stored and ends with the process. */
export function temporarySigningKey(use: string): SigningKey {
  return signingKey(newKey(use));
}

/**
 * Every public key by its id, retired ones too.
 * @throws Error that names the file and the remedy if one is damaged
 */
export async function publicKeys(folder: string): Promise<ReadonlyMap<string, PublicSigningKey>> {
  const path = join(folder, 'public');
  let names: string[];
  try {
    names = await readdir(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return new Map();
    throw diskError('read the folder', path, error);
  }
  const keys = new Map<string, PublicSigningKey>();
  for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
    const file = join(path, name);
    const key = parse(file, await read(file), PublicSigningKey, 'Restore it from a backup or an export bundle');
    if (name !== `${key.kid}.json`)
      throw new Error(`The key file ${file} holds the key ${key.kid}. Rename it to ${key.kid}.json.`);
    keys.set(key.kid, key);
  }
  return keys;
}

/** Makes the public records match the private key: its own is current, and all others of its use are retired. */
async function publish(folder: string, current: PrivateSigningKey): Promise<void> {
  const { publicKey } = signingKey(current);
  const recordOf = (kid: string) => join(folder, 'public', `${kid}.json`);
  await createFile(recordOf(current.kid), JSON.stringify(publicKey));
  for (const key of (await publicKeys(folder)).values()) {
    if (key.kid === current.kid && key.retiredAt !== undefined)
      await replaceFile(recordOf(key.kid), JSON.stringify(publicKey));
    if (key.use !== current.use || key.kid === current.kid || key.retiredAt !== undefined) continue;
    await replaceFile(recordOf(key.kid), JSON.stringify({ ...key, retiredAt: current.createdAt }));
  }
}

function newKey(use: string): PrivateSigningKey {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (x === undefined || d === undefined) throw new Error('This version of Node.js cannot export Ed25519 keys as JWK.');
  return { kty: 'OKP', crv: 'Ed25519', x, d, kid: keyIdOf(x), use, createdAt: new Date().toISOString() };
}

/** The first 16 hexadecimal digits of the SHA-256 of the 32 bytes of the public key. */
function keyIdOf(x: string): string {
  return sha256(Buffer.from(x, 'base64url')).slice(0, 16);
}

function signingKey({ d, ...publicKey }: PrivateSigningKey): SigningKey {
  const { kty, crv, x, kid, use } = publicKey;
  return { kid, use, publicKey, privateKey: createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' }) };
}

async function readPrivate(file: string, use: string): Promise<PrivateSigningKey> {
  const remedy = 'Restore it from a backup, or move it away: the next start then creates a new key';
  let mode: number;
  try {
    mode = (await stat(file)).mode & 0o777;
  } catch (error) {
    throw diskError('read the signing key', file, error);
  }
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new Error(
      `The signing key ${file} is accessible to other users (mode ${mode.toString(8)}). Run: chmod 600 ${file}, and rotate the key ` +
        'if another user could have read it.',
    );
  const key = parse(file, await read(file), PrivateSigningKey, remedy);
  if (key.use !== use) throw new Error(`The signing key ${file} is for "${key.use}", not for "${use}". ${remedy}.`);
  // The public half is derived from the private one: a file with halves of two keys would sign what nothing can verify.
  const { x } = signingKey(key).privateKey.export({ format: 'jwk' });
  if (x !== key.x) throw new Error(`The signing key ${file} is damaged: its two halves do not match. ${remedy}.`);
  return key;
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw diskError('read the key', file, error);
  }
}

function parse<T extends { readonly x: string; readonly kid: string }>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
  remedy: string,
): T {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new Error(`The key file ${file} is not JSON. ${remedy}.`, { cause: error });
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'is not a key' };
    throw new Error(`The key file ${file} is damaged: ${path.join('.') || 'its content'}: ${message}. ${remedy}.`);
  }
  if (keyIdOf(parsed.data.x) !== parsed.data.kid)
    throw new Error(`The key file ${file} is damaged: its id does not match its key. ${remedy}.`);
  return parsed.data;
}
