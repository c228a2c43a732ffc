import { canonicalJson } from '#core/json/canonical-json';
import type { SignedDecision } from '#core/actions/decision';
import { actionWorkflowId } from '#core/ids/workflow-ids';
import type { ActionHash } from '#core/ids/action-hash';

/** The command by which a person sends a signed decision themselves. */
export function temporalCommand(
  actionHash: ActionHash,
  decision: SignedDecision,
  { namespace, address }: { readonly namespace: string; readonly address?: string },
): string {
  const place = [...(address === undefined ? [] : ['--address', address]), '--namespace', namespace];
  return [
    'temporal',
    'workflow',
    'signal',
    '-w',
    actionWorkflowId(actionHash),
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
