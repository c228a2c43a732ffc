import type { ResolveUnknown, UndoAction } from '#core/actions/action-work';
import type { DecisionAnswer, DecisionClaims, Identity, SignedDecision } from '#core/actions/decision';
import type { Actions } from '#temporal/ports';

// What the approvals service needs from outside. `workers` plugs Temporal, the keys and the identity providers in.

/** Somebody whom an identity provider knows, and its word for it. */
export interface SignedIn {
  readonly by: Identity;
  readonly groups: readonly string[];
  /** Seconds since 1970. */
  readonly authTime: number;
  readonly idToken: string;
}

/** Thrown by {@link SignIn} when a sign-in does not hold: the message says why, for the person. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
}

/** Thrown by {@link SignIn} when the identity provider cannot be reached: it passes. */
export class SignInUnavailable extends Error {
  override readonly name = 'SignInUnavailable';
}

/** A sign-in that has begun in a browser. */
export interface BegunSignIn {
  /** Where the browser goes. */
  readonly url: string;
  /** What comes back with it: unguessable, of this sign-in alone. */
  readonly state: string;
  /** @param callback the whole address that the browser came back to. @throws SignInRefused, SignInUnavailable */
  finish(callback: URL): Promise<SignedIn>;
}

export interface SignIn {
  /** @throws SignInUnavailable */
  begin(request: {
    /** Its name in the configuration. */
    readonly issuer: string;
    readonly nonce: string;
    readonly redirectUri: string;
    /** Proves who they are again unless they did so within so many seconds. */
    readonly freshSeconds?: number;
  }): Promise<BegunSignIn>;
  /** Of a token that somebody else obtained. @throws SignInRefused, SignInUnavailable */
  verify(request: { readonly issuer: string; readonly idToken: string; readonly nonce: string }): Promise<SignedIn>;
}

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
