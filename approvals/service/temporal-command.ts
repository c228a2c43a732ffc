import { canonicalJson } from '#core/json/canonical-json';
import type { SignedDecision } from '#core/actions/decision';

/** The command by which a person sends a signed decision themselves. */
export function temporalCommand(
  actionHash: string,
  decision: SignedDecision,
  { namespace, address }: { readonly namespace: string; readonly address?: string },
): string {
  const place = [...(address === undefined ? [] : ['--address', address]), '--namespace', namespace];
  return [
    'temporal',
    'workflow',
    'signal',
    '-w',
    `action/${actionHash}`,
    ...place,
    '--name',
    'decide',
    '--input',
    canonicalJson(decision),
  ]
    .map(quoted)
    .join(' ');
}

function quoted(word: string): string {
  return /^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
