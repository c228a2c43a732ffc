import { counted } from '#core/text/counted';
import { plainLine } from '#core/text/plain-text';
import type { AuditVerification } from '#records/verify-audit';

/** The verdict first. */
export function verificationLines(result: AuditVerification): readonly string[] {
  const { findings, notes, notChecked, files, records, checkpoints, from, to } = result;
  const place = ({ file, line, seq }: AuditVerification['findings'][number]) =>
    `${file}${line === undefined ? '' : `, line ${line}`}${seq === undefined ? '' : ` (record ${seq})`}`;
  return [
    findings.length === 0
      ? 'VERIFIED: unchanged since it was written, as far as it could be checked.'
      : `TAMPERED: ${counted(findings.length, 'place')} changed since it was written.`,
    ...findings.map((finding) => `  ${finding.kind}: ${plainLine(`${place(finding)}: ${finding.words}`, 400)}`),
    `${counted(files, 'file')}, ${counted(records, 'record')}, ${counted(checkpoints, 'checkpoint')}${from === undefined ? '' : `, from ${from} to ${to}`}.`,
    ...section('Not checked', notChecked),
    ...section('Notes', notes),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${plainLine(line, 400)}`)];
}
