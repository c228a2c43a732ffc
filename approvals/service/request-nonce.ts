import { canonicalJson } from '#core/json/canonical-json';
import { sha256 } from '#records/digest';
import type { ActionHash } from '#core/ids/action-hash';

/** What somebody at a command line asks for, beside decisions. */
export type ApprovalsRequest =
  | {
      readonly what: 'withdraw';
      readonly actionHash: ActionHash;
      readonly reason: string;
      readonly nonce: string;
    }
  | {
      readonly what: 'undo';
      readonly actionHash: ActionHash;
      readonly answer: 'undo' | 'keep';
      readonly reason: string;
      readonly nonce: string;
    }
  /** Where people sign in to look. */
  | { readonly what: 'look' };

/** The `nonce` of the ID token that goes with it: a token of another purpose does not serve. */
export function requestNonceOf(request: ApprovalsRequest): string {
  return sha256(canonicalJson({ holdfast: 'approvals', ...request }));
}
