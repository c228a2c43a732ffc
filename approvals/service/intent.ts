import type { ResolveUnknown } from '#core/actions/action-messages';
import type { DecisionBody } from '#core/actions/decision';
import type { ActionHash } from '#core/ids/action-hash';

/** What a person asked for, before it is known who they are. */
export type Intent =
  | {
      readonly kind: 'decision';
      readonly environment: string;
      readonly body: DecisionBody;
      /** The form it came from, so that it counts once however often it is sent. */
      readonly once: string;
      /** The ID token goes with it. */
      readonly carriesToken: boolean;
      /** `command`: signed and shown, sent by the person. */
      readonly mode: 'send' | 'command';
      readonly shownMilliseconds?: number;
    }
  | { readonly kind: 'withdraw'; readonly actionHash: ActionHash; readonly reason: string }
  | {
      readonly kind: 'undo';
      readonly actionHash: ActionHash;
      readonly answer: 'undo' | 'keep';
      readonly reason: string;
    }
  | {
      readonly kind: 'outcome';
      readonly actionHash: ActionHash;
      readonly answer: ResolveUnknown['answer'];
      readonly reason: string;
    }
  /** Nothing but to be known. */
  | { readonly kind: 'look'; readonly actionHash?: ActionHash };
