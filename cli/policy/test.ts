import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { builtInPolicies } from '#configuration/load-policy';
import { readText } from '#configuration/read-text';
import { parseDocument, wholeFileError } from '#core/language/documents/parse-document';
import { DocumentError } from '#core/language/documents/problem';
import { compilePolicy, type PolicyFile, type PolicyWorld } from '#core/policy/compile-policy';
import { PolicyCasesDocument } from '#core/policy/policy-cases-document';
import { runPolicyCases, worldOfCases } from '#core/policy/run-policy-cases';
import { sha256 } from '#records/digest';
import { configOption, orUnreadable, policyHere } from './policy-here.ts';

export function testCommand(): Command {
  return new Command('test')
    .description('Run cases: what the policy has to say of actions')
    .argument('[file]', "a file of cases; without one, cases.yaml beside the platform's file")
    .addOption(configOption())
    .option('--json', 'the results as JSON, one array')
    .addHelpText('after', '\nExit code: 0 as expected, 1 some case came out otherwise, 2 something cannot be read')
    .action(async (file: string | undefined, options: { config?: string; json?: true }) => {
      const results = await orUnreadable(() => resultsOf(file, options.config));
      if (!results) return;
      const failed = results.filter(({ differences }) => differences.length > 0);
      if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`);
      else {
        for (const { name, differences, verdict } of results) {
          process.stdout.write(`${differences.length === 0 ? '✓' : '✗'} ${name}\n`);
          if (differences.length === 0) continue;
          for (const difference of differences) process.stdout.write(`    ${difference}\n`);
          for (const { rule, reason } of verdict.rules) process.stdout.write(`    ${rule}: ${reason}\n`);
        }
        process.stdout.write(`${results.length - failed.length} of ${results.length} as expected\n`);
      }
      if (failed.length > 0) process.exitCode = 1;
    });
}

async function resultsOf(file: string | undefined, config: string | undefined) {
  const here = await policyHere(config);
  const [platform, ...owners] = here.files;
  if (platform === undefined) throw new Error('No file of a policy is configured.');
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

/** The files of this policy, in the world that the cases bring along. */
async function compiledFor(world: PolicyWorld, platform: string, owners: readonly string[]) {
  const read = async (path: string): Promise<PolicyFile> => ({ file: path, text: await readText(path) });
  const files = { platform: await read(platform), owners: await Promise.all(owners.map(read)) };
  return compilePolicy({ ...files, world, digest: sha256 });
}
