import type { ActionLook, ActionRecord } from '#core/actions/action-work';
import type { Outcome } from '../carry-out.ts';
import type { Session } from '../sessions.ts';
import type { IssuerSettings } from '../settings.ts';

/** A form that was refused: what stood in its fields, and what is wrong with them. '' is about the whole form. */
export interface Draft {
  readonly form: FormName;
  readonly values: Readonly<Record<string, string>>;
  readonly problems: Readonly<Record<string, string>>;
}

/** Also their ids on the page. */
export type FormName =
  'approve' | 'reject' | 'by_hand' | 'break-glass' | 'withdraw' | 'undo' | 'keep' | 'executed' | 'not_executed';

/** What all forms of a page share. */
export interface FormContext {
  readonly record: ActionRecord;
  readonly token: string;
  readonly draft?: Draft;
}

/** What the page of an action shows. */
export interface ActionView extends FormContext {
  readonly failed: boolean;
  readonly fault?: string;
  /** Who may be asked who somebody is here. */
  readonly issuer?: IssuerSettings & { readonly name: string };
  /** Of this browser, at that identity provider. */
  readonly session?: Session;
  /** Each decision needs a sign-in of its own. */
  readonly signInToDecide: boolean;
  readonly outcome?: Exclude<Outcome, { kind: 'signed' }>;
  readonly looked?: ActionLook;
  readonly signOutToken: string;
  readonly gatewayUrl?: string;
  readonly now: Date;
}
