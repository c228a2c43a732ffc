import type { ResolveUnknown, UndoAction } from '#core/actions/action-messages';
import type { DecisionAnswer, DecisionClaims, Identity, SignedDecision } from '#core/actions/decision';
import type { Actions } from '#temporal/ports';
import type { SignIn } from '../sign-in-port.ts';

// What the approvals service needs from outside. `workers` plugs Temporal, the keys and the identity providers in.

/** One thing that a person did here, or tried to. */
export interface ApprovalRecord {
  readonly what: 'sign_in' | 'decision' | 'withdrawal' | 'undo' | 'outcome';
  /**
   * `signed`: about to be sent, nothing has come of it yet. `issued`: signed and shown as a command, sent by somebody
   * else or nobody. `late`: the action had ended.
   */
  readonly outcome: 'accepted' | 'signed' | 'issued' | 'refused' | 'late' | 'unanswered';
  readonly channel: 'page' | 'cli';
  readonly actionHash?: string;
  readonly by?: Identity;
  readonly answer?: DecisionAnswer | UndoAction['answer'] | ResolveUnknown['answer'];
  readonly reason?: string;
  readonly breakGlass?: boolean;
  /** Why it was refused, or is late. */
  readonly problem?: string;
  /** How long the page had been shown when its form was sent. */
  readonly shownMilliseconds?: number;
  /** Under five seconds: nobody looked. */
  readonly quick?: boolean;
  /** Of refusals of nobody known: so many since the last one on record. Absent means one. */
  readonly count?: number;
  /** What ties the records of one decision together. */
  readonly nonce?: string;
}

export interface ApprovalsAudit {
  /** Durable when it resolves. */
  recordDecision(record: ApprovalRecord): Promise<void>;
}

export interface ApprovalsPorts {
  readonly actions: Actions;
  readonly signIn: SignIn;
  readonly signDecision: (claims: DecisionClaims) => Promise<SignedDecision>;
  readonly audit: ApprovalsAudit;
  /** Masks what people type before it comes into a history. */
  readonly mask: (text: string) => string;
}
