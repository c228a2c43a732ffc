import type { Identity } from '#core/actions/decision';

// How people prove who they are, as the pages and the API of the approvals service ask for it.

/** Somebody whom an identity provider knows, and its word for it. */
export interface SignedInPerson {
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
  finish(callback: URL): Promise<SignedInPerson>;
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
  verify(request: {
    readonly issuer: string;
    readonly idToken: string;
    readonly nonce: string;
  }): Promise<SignedInPerson>;
}
