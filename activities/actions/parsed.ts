import type { ActionDocument } from '#core/actions/action';
import type { PreviewRequest } from '#core/actions/action-work';
import { FailureType } from '#core/ids/failure-type';
import { permanent } from '../failures.ts';
import type { ActionDependencies, GatePort } from './dependencies.ts';

/** An action whose bytes are what they claim to be, and the gate that could write it. */
export interface ParsedAction {
  readonly document: ActionDocument;
  readonly gate: GatePort;
}

/** The executor believes the bytes and nothing else of what it is told. */
export function parsed(
  { parseAction, gateOf }: Pick<ActionDependencies, 'gateOf' | 'parseAction'>,
  { bytes, actionHash }: PreviewRequest,
): ParsedAction | { readonly problem: string } {
  const found = parseAction(bytes, actionHash);
  if ('problem' in found) return found;
  const gate = gateOf(found.document.server);
  if (gate) return { document: found.document, gate };
  return { problem: `this executor cannot write through "${found.document.server}": it holds no credential for it` };
}

/** @throws ApplicationFailure, not retryable: no retry makes other bytes of them */
export function parsedOrRefused(dependencies: ActionDependencies, request: PreviewRequest): ParsedAction {
  const found = parsed(dependencies, request);
  if ('problem' in found) throw permanent(FailureType.invalidRequest, `Not an action: ${found.problem}`);
  return found;
}
