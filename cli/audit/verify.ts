import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { plainLine } from '#gateway/plain-text';
import { auditSources, readHeads, readKeys } from '#records/read-audit';
import { homeFolders } from '#records/home';
import { verifyAudit, type AuditVerification } from '#records/verify-audit';
import { isBundle, verifyBundle } from '#records/verify-bundle';
import { homeOption } from '../home-option.ts';

interface VerifyOptions {
  readonly home: string;
  readonly key?: string;
  readonly heads?: string;
  readonly json?: true;
}

/** What cannot be checked at all is no verdict about it. */
const usageExitCode = 2;

export function auditVerifyCommand(output: NodeJS.WritableStream): Command {
  return new Command('verify')
    .description(
      'Verify audit logs or an export, offline. Exits with 0 where all is as it was written, 1 where something was tampered with, 2 where it cannot be checked.',
    )
    .addArgument(new Argument('[folder]', "an export, a home, or a folder of audit logs; by default the home's"))
    .addOption(homeOption())
    .option('--key <path>', 'a public key (JWK) or a folder of them; by default those of the home')
    .option('--heads <folder>', 'where the heads of the logs were kept outside')
    .option('--json', 'print the result as one JSON object')
    .action(async (folder: string | undefined, options: VerifyOptions) => {
      try {
        const result = await verify(folder, options);
        output.write(options.json ? `${JSON.stringify(result)}\n` : `${verificationLines(result).join('\n')}\n`);
        process.exitCode = result.findings.length > 0 ? 1 : 0;
      } catch (error) {
        process.stderr.write(`holdfast: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = usageExitCode;
      }
    });
}

async function verify(given: string | undefined, { home, key, heads }: VerifyOptions): Promise<AuditVerification> {
  const root = resolve(given ?? home);
  if (!(await isFolder(root)))
    throw new Error(`There is no folder ${root}. Name an export, a home or a folder of audit logs.`);
  const outside = heads === undefined ? undefined : await readHeads(resolve(heads));
  if (await isBundle(root))
    return verifyBundle(root, key === undefined ? undefined : await readKeys(resolve(key)), outside);
  const audit = (await isFolder(homeFolders(root).audit)) ? homeFolders(root).audit : root;
  const owner = basename(audit) === 'audit' ? homeFolders(resolve(audit, '..')) : undefined;
  const keys = await readKeys(
    key === undefined ? join(owner?.keys ?? homeFolders(resolve(home)).keys, 'public') : resolve(key),
  );
  const sources = await auditSources(audit);
  if (sources.length === 0) throw new Error(`There are no audit logs in ${audit}. Name the folder that has them.`);
  const installation =
    owner && (await readFile(join(owner.root, 'installation'), 'utf8').catch(() => undefined))?.trim();
  return verifyAudit({ sources, keys, heads: outside, installation });
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** For a person: the verdict first. */
function verificationLines(result: AuditVerification): readonly string[] {
  const { findings, notes, notChecked, files, records, checkpoints, from, to } = result;
  const place = ({ file, line, seq }: AuditVerification['findings'][number]) =>
    `${file}${line === undefined ? '' : `, line ${line}`}${seq === undefined ? '' : ` (record ${seq})`}`;
  return [
    findings.length === 0
      ? 'VERIFIED: nothing was changed, as far as it could be checked.'
      : `TAMPERED: ${findings.length} ${findings.length === 1 ? 'place is' : 'places are'} not as they were written.`,
    ...findings.map((finding) => `  ${finding.kind}: ${plainLine(`${place(finding)}: ${finding.words}`, 400)}`),
    `${files} files, ${records} records, ${checkpoints} checkpoints${from === undefined ? '' : `, from ${from} to ${to}`}.`,
    ...section('Not checked', notChecked),
    ...section('Worth knowing', notes),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${plainLine(line, 400)}`)];
}
