import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { builtInPolicies } from '#configuration/load-policy';
import { readText } from '#configuration/read-text';
import { parseDocument, wholeFileError } from '#core/documents/parse-document';
import { DocumentError } from '#core/documents/problem';
import { compilePolicy, type PolicyFile, type PolicyWorld } from '#core/policy/compile-policy';
import { PolicyCasesDocument } from '#core/policy/policy-cases-document';
import { runPolicyCases, worldOfCases } from '#core/policy/run-policy-cases';
import { sha256 } from '#records/digest';
import type { ConfigurationPlace } from '#terminal/config-option';
import { policyHere } from './policy-here.ts';

/** The results of the cases in a file. @throws DocumentError where a file cannot be read */
export async function caseResults(file: string | undefined, place: ConfigurationPlace) {
  const here = await policyHere(place);
  const [platform, ...owners] = here.files;
  if (platform === undefined) throw new Error('No policy file is configured.');
  const beside = join(dirname(platform), 'cases.yaml');
  const casesFile = file ?? beside;
  if (!existsSync(casesFile)) {
    const remedy = `Write one; ${join(builtInPolicies(), 'cases.yaml')} is an example.`;
    throw wholeFileError(casesFile, 'there is no such file', remedy);
  }
  const { data } = parseDocument(PolicyCasesDocument, await readText(casesFile), casesFile);
  const own = worldOfCases(data);
  const { policy, problems } = own ? await compiledFor(own, platform, owners) : here;
  if (!policy) throw new DocumentError(problems);
  return runPolicyCases(policy, data);
}

/** The files of this policy, compiled for the services and environments that the cases define. */
async function compiledFor(world: PolicyWorld, platform: string, owners: readonly string[]) {
  const read = async (path: string): Promise<PolicyFile> => ({ file: path, text: await readText(path) });
  const files = { platform: await read(platform), owners: await Promise.all(owners.map(read)) };
  return compilePolicy({ ...files, world, digest: sha256 });
}
