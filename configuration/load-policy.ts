import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  type CompiledPolicy,
  compilePolicy,
  type PolicyCompilation,
  type PolicyFile,
} from '#core/policy/compile-policy';
import { wholeFileError } from '#core/documents/parse-document';
import { DocumentError, type Problem } from '#core/documents/problem';
import { packageRoot } from '#processes/package-root';
import { sha256 } from '#records/digest';
import type { Configuration } from './configuration.ts';
import { policyWorld } from './policy-world.ts';
import { readText } from './read-text.ts';

/** The folder with the policy that comes with Holdfast, and its cases. */
export function builtInPolicies(): string {
  return join(packageRoot(), 'policies');
}

/**
 * The policy in force: the platform's file, or ours where none is named, and the files of owners.
 * @param configurationFile what paths are relative to
 * @throws DocumentError with every problem of every file; a part of a policy is none
 */
export async function loadPolicy(configuration: Configuration, configurationFile: string): Promise<CompiledPolicy> {
  const { policy, problems } = await compileConfigured(configuration, configurationFile);
  if (!policy) throw new DocumentError(problems.filter(({ severity }) => severity === 'error'));
  return policy;
}

/** The same, with what is wrong as data. */
export async function compileConfigured(
  configuration: Configuration,
  configurationFile: string,
): Promise<PolicyCompilation & { readonly files: readonly string[] }> {
  const folder = dirname(resolve(configurationFile));
  const { file, owners } = configuration.policy;
  const paths = [file === undefined ? join(builtInPolicies(), 'default.yaml') : resolve(folder, file)];
  const problems: Problem[] = [];
  if (owners !== undefined) paths.push(...(await ownersFiles(resolve(folder, owners), configurationFile, problems)));
  const files: PolicyFile[] = [];
  for (const path of paths) {
    const text = await textOf(path, configurationFile, problems);
    if (text !== undefined) files.push({ file: path, text });
  }
  const [platform, ...others] = files;
  if (!platform || platform.file !== paths[0]) return { problems, files: paths };
  const compiled = compilePolicy({ platform, owners: others, world: policyWorld(configuration), digest: sha256 });
  if (problems.length === 0) return { ...compiled, files: paths };
  return { problems: [...problems, ...compiled.problems], files: paths };
}

async function textOf(path: string, configurationFile: string, problems: Problem[]): Promise<string | undefined> {
  try {
    if (!existsSync(path)) {
      const remedy = `Correct policy.file in ${configurationFile}, or begin with a copy of policies/default.yaml.`;
      throw wholeFileError(path, 'there is no such file', remedy);
    }
    return await readText(path);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

async function ownersFiles(folder: string, configurationFile: string, problems: Problem[]): Promise<readonly string[]> {
  try {
    const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
    return names.map((name) => join(folder, name));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such folder' : code === 'ENOTDIR' ? 'it is no folder' : message;
    const remedy = `Correct policy.owners in ${configurationFile}: a folder with one YAML file for each owner.`;
    problems.push(...wholeFileError(folder, `owners' policies cannot be read from it: ${reason}`, remedy).problems);
    return [];
  }
}
