import type { ActionLook, ActionRecord } from '#core/actions/action-work';
import type { Draft } from '#web/pages/draft';
import type { RequestOutcome } from '../carry-out.ts';
import type { Session } from '../sessions.ts';
import type { IssuerSettings } from '../settings.ts';

/** Also their ids on the page. */
export type FormName =
  'approve' | 'reject' | 'by_hand' | 'break-glass' | 'withdraw' | 'undo' | 'keep' | 'executed' | 'not_executed';

/** What all forms of a page share. */
export interface ActionFormContext {
  readonly record: ActionRecord;
  readonly token: string;
  readonly draft?: Draft<FormName>;
}

/** What the page of an action shows. */
export interface ActionView extends ActionFormContext {
  readonly failed: boolean;
  readonly fault?: string;
  /** Who may be asked who somebody is here. */
  readonly issuer?: IssuerSettings & { readonly name: string };
  /** Of this browser, at that identity provider. */
  readonly session?: Session;
  /** Each decision needs a sign-in of its own. */
  readonly signInToDecide: boolean;
  readonly outcome?: Exclude<RequestOutcome, { kind: 'signed' }>;
  readonly looked?: ActionLook;
  readonly signOutToken: string;
  readonly gatewayUrl?: string;
  readonly now: Date;
}
