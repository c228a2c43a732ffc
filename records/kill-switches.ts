import { createPublicKey, sign, verify } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '#core/json/canonical-json';
import { switchScopes, type SwitchScope, type ThrownSwitch } from '#core/policy/facts';
import { diskError } from './disk-error.ts';
import { createFile, makeFolder } from './durable-file.ts';
import { fileNameOf } from './file-name.ts';
import { publicKeys, type PublicSigningKey, type SigningKeys } from './signing-keys.ts';

/** One signed statement about a switch. */
const Statement = z.strictObject({
  scope: z.strictObject({ kind: z.enum(switchScopes), name: z.string().max(200) }),
  stopped: z.boolean(),
  reason: z.string().min(1).max(1000),
  by: z.string().min(1).max(200),
  /** RFC 3339. */
  at: z.string(),
  /** Counts up from 1 for each switch; the newest statement counts. */
  n: z.number().int().min(1),
});
type Statement = z.infer<typeof Statement>;
const SignedStatement = z.strictObject({ statement: Statement, kid: z.string(), signature: z.string() });

export interface KillSwitches {
  /**
   * The switches that are thrown. One that cannot be read, is not signed or has gaps counts as thrown, with the reason.
   * At most a second old. @throws Error if the folder of all switches cannot be read
   */
  list(): Promise<readonly ThrownSwitch[]>;
  /** Durable when it resolves, for every process within two seconds. @returns the statement's number */
  throwSwitch(scope: SwitchScope, reason: string, by: string): Promise<number>;
  /** Releases a switch in the same way. @throws Error if it is not thrown */
  release(scope: SwitchScope, reason: string, by: string): Promise<number>;
}

/** The use of the key that signs switches. */
export const switchKeyUse = 'switches';

const rememberedMilliseconds = 1000;
const firstLine = 'holdfast kill switch 1\n';

/**
 * `<folder>/<kind>-<name>/<n>.json`, each created once.
 * @param keysFolder holds all keys; the public ones decide which statements count
 * @param keys only for processes that throw and release; the executor needs none
 */
export function createKillSwitches(
  folder: string,
  keysFolder: string,
  keys?: Pick<SigningKeys, 'current'>,
): KillSwitches {
  let remembered: { readonly at: number; readonly thrown: Promise<readonly ThrownSwitch[]> } | undefined;

  async function readAll(): Promise<readonly ThrownSwitch[]> {
    const [names, known] = await Promise.all([namesIn(folder), publicKeys(keysFolder)]);
    const thrown = await Promise.all(names.map((name) => readSwitch(name, known)));
    return thrown.flatMap((each) => each ?? []);
  }

  async function readSwitch(
    name: string,
    known: ReadonlyMap<string, PublicSigningKey>,
  ): Promise<ThrownSwitch | undefined> {
    const scope = scopeOfFolder(name);
    try {
      const files = await statementFiles(join(folder, name));
      const all = await Promise.all(files.map((file, index) => readStatement(name, file, index + 1, known)));
      const newest = all.at(-1);
      // Its creator crashed before writing the statement; it meant to stop.
      if (!newest) throw new Error(`${join(folder, name)} has no statement`);
      return newest.stopped ? { scope: newest.scope, reason: newest.reason, by: newest.by } : undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { scope, reason: `it counts as thrown because it cannot be trusted: ${reason}`, by: 'holdfast' };
    }
  }

  async function readStatement(
    name: string,
    file: string,
    n: number,
    known: ReadonlyMap<string, PublicSigningKey>,
  ): Promise<Statement> {
    const path = join(folder, name, file);
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw diskError('read', path, error);
    });
    const parsed = SignedStatement.safeParse(jsonIn(text));
    if (!parsed.success) throw new Error(`${path} is not a statement about a switch`);
    const { statement, kid, signature } = parsed.data;
    const key = known.get(kid);
    if (key?.use !== switchKeyUse) throw new Error(`${path} is signed with ${kid}, which is not a key for switches`);
    const { kty, crv, x } = key;
    const publicKey = createPublicKey({ key: { kty, crv, x }, format: 'jwk' });
    if (!verify(null, signedBytes(statement), publicKey, Buffer.from(signature, 'base64url')))
      throw new Error(`${path} was changed after it was signed`);
    if (key.retiredAt !== undefined && statement.at > key.retiredAt)
      throw new Error(`${path} was signed with a key that had been retired`);
    if (statement.n !== n) throw new Error(`${path} is statement ${statement.n} in the place of ${n}: one was removed`);
    if (folderOfScope(statement.scope) !== name) throw new Error(`${path} is about another switch`);
    return statement;
  }

  async function state(scope: SwitchScope, reason: string, by: string, stopped: boolean): Promise<number> {
    if (!keys) throw new Error('This process may read kill switches but not change them.');
    const own = join(folder, folderOfScope(scope));
    await makeFolder(own);
    for (;;) {
      const n = Math.max(0, ...(await statementFiles(own)).map((file) => Number.parseInt(file, 10) || 0)) + 1;
      const statement = Statement.parse({ scope, stopped, reason, by, at: new Date().toISOString(), n });
      const { kid, privateKey } = await keys.current();
      const signature = sign(null, signedBytes(statement), privateKey).toString('base64url');
      const created = await createFile(join(own, `${n}.json`), JSON.stringify({ statement, kid, signature }));
      remembered = undefined;
      if (created) return n;
      // Another statement was made at the same moment; this one comes after it.
    }
  }

  return {
    list() {
      if (!remembered || Date.now() - remembered.at > rememberedMilliseconds || Date.now() < remembered.at) {
        const thrown = readAll();
        const own = { at: Date.now(), thrown };
        remembered = own;
        thrown.catch(() => {
          if (remembered === own) remembered = undefined;
        });
      }
      return remembered.thrown;
    },
    throwSwitch: (scope, reason, by) => state(scope, reason, by, true),
    async release(scope, reason, by) {
      const thrown = await readAll();
      if (!thrown.some((each) => folderOfScope(each.scope) === folderOfScope(scope)))
        throw new Error(`${switchWords(scope)} is not stopped: there is nothing to release.`);
      return state(scope, reason, by, false);
    },
  };
}

/** `everything`, `the environment production` */
export function switchWords({ kind, name }: SwitchScope): string {
  return kind === 'global' ? 'everything' : `the ${kind} ${name}`;
}

function folderOfScope({ kind, name }: SwitchScope): string {
  return kind === 'global' ? 'global' : `${kind}-${fileNameOf(name)}`;
}

/** The scope of a folder whose statements cannot be read. An unknown one stops everything. */
function scopeOfFolder(folder: string): SwitchScope {
  const kind = switchScopes.find((each) => each !== 'global' && folder.startsWith(`${each}-`));
  return kind === undefined ? { kind: 'global', name: '' } : { kind, name: folder.slice(kind.length + 1) };
}

function signedBytes(statement: Statement): Buffer {
  return Buffer.from(`${firstLine}${canonicalJson(statement)}`);
}

/** Sorted by number. Temporary files of writers start with a dot. */
async function statementFiles(folder: string): Promise<readonly string[]> {
  const names = (await namesIn(folder)).filter((name) => !name.startsWith('.'));
  return [...names].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw diskError('read the folder', folder, error);
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses what is not JSON.
    return undefined;
  }
}
