import { createInterface } from 'node:readline/promises';
import { Argument, Option } from 'commander';
import type { ApprovalsClient, SignInFor } from './approvals-client.ts';
import { endSignal } from '#terminal/end-signal';
import { type ActionHash, actionHashStart, isActionHash } from '#core/ids/action-hash';

const defaultUrl = 'http://127.0.0.1:8490';

/** What the commands about actions need of the process. */
export interface ApprovalsWorld {
  open(place: ApprovalsPlace): Promise<{ readonly approvals: ApprovalsClient; readonly signIn: SignInFor }>;
  /** Results. */
  readonly output: NodeJS.WritableStream;
  readonly outputIsTerminal: boolean;
  /** Whether a person can read and type there. */
  readonly isAttended: boolean;
  /** Reads one line. */
  ask(prompt: string): Promise<string>;
}

export interface ApprovalsPlace {
  readonly home: string;
  readonly service?: string;
}

export function serviceOption(): Option {
  return new Option('--service <url>', `approvals service (default: the running system's, then ${defaultUrl})`).env(
    'HOLDFAST_APPROVALS_URL',
  );
}

export function actionArgument(): Argument {
  return new Argument('<action>', 'its hash, or at least its first 4 digits');
}

/** @throws Error where it is not an address */
async function urlOf({ home, service }: ApprovalsPlace): Promise<string> {
  const { readSystemFile } = await import('#terminal/system-file');
  const url = service ?? (await readSystemFile(home))?.approvalsUrl ?? defaultUrl;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Error(`--service must be an http:// or https:// address, not "${url}".`);
  return url.replace(/\/+$/, '');
}

let ending: AbortSignal | undefined;

export const processApprovals: ApprovalsWorld = {
  async open(place) {
    const url = await urlOf(place);
    const { createApprovalsClient } = await import('./approvals-client.ts');
    const say = (line: string) => void process.stderr.write(`${line}\n`);
    const signIn: SignInFor = async (issuer, nonce, freshSeconds) => {
      const { signInHere } = await import('./sign-in-here.ts');
      return signInHere(issuer, nonce, freshSeconds, say, (ending ??= endSignal()));
    };
    return { approvals: createApprovalsClient(url, signIn), signIn };
  },
  output: process.stdout,
  outputIsTerminal: process.stdout.isTTY === true,
  isAttended: process.stdin.isTTY === true && process.stdout.isTTY === true,
  async ask(prompt) {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return await terminal.question(prompt, { signal: (ending ??= endSignal()) });
    } finally {
      terminal.close();
    }
  },
};

/**
 * The whole hash.
 * @throws Error that lists the matches, or the latest actions
 */
export async function findAction({ list }: Pick<ApprovalsClient, 'list'>, given: string): Promise<ActionHash> {
  const wanted = actionHashStart(given);
  if (wanted === undefined)
    throw new Error(`"${given}" is not an action hash. Give all 64 hexadecimal digits, or at least the first 4.`);
  if (isActionHash(wanted)) return wanted;
  const { waiting, others } = await list();
  const rows = [...waiting, ...others];
  const found = rows.filter(({ actionHash }) => actionHash.startsWith(wanted));
  const [only] = found;
  if (only && found.length === 1) return only.actionHash;
  const listed = (found.length > 0 ? found : rows).slice(0, 5).map(({ actionHash }) => `\n  ${actionHash}`);
  if (found.length > 1) throw new Error(`${found.length} actions start with "${wanted}":${listed.join('')}`);
  throw new Error(
    `No listed action starts with "${wanted}".${listed.length > 0 ? ` The latest are:${listed.join('')}` : ' There are no actions.'}`,
  );
}
