import type { z } from 'zod';
import type { ConfiguredSecret, SecretReference } from '#settings/secret';

/** How the senders of one intake route prove who they are. */
export type IntakeAuthentication =
  | BearerAuthentication
  | SignatureAuthentication
  /** Nothing is configured: nobody is let in. `remedy` says what to configure. */
  | { readonly kind: 'none'; readonly remedy: string };

/** A secret that may change while the gateway runs: read for each request. */
export type SharedSecret = Pick<ConfiguredSecret, 'read'>;

/** The secrets of the gateway. */
export interface SharedSecrets {
  of(reference: SecretReference): SharedSecret;
}

interface Proof {
  readonly secret: SharedSecret;
  /** What a sender without a valid proof has to send: a whole sentence. */
  readonly remedy: string;
}

/** By headers alone: judged before the body is read, so that the bodies of strangers take no memory. */
export interface BearerAuthentication extends Proof {
  readonly kind: 'bearer';
  /** @param rawHeaders names and values in turn, as Node received them */
  readonly matches: (rawHeaders: readonly string[]) => boolean;
}

/** By a signature over exactly the bytes of the body. */
export interface SignatureAuthentication extends Proof {
  readonly kind: 'signature';
  readonly verify: (rawHeaders: readonly string[], body: Uint8Array) => Signature | undefined;
}

/** A signature that holds. */
export interface Signature {
  /** The time that was signed with the body, of senders that sign one. */
  readonly signedAt?: Date;
}

/** One way to authenticate that a hook source takes. */
export interface AuthenticationWay {
  /** The key under `authentication` that tells it from the other ways. */
  readonly key: string;
  /** What stands under `authentication`: strict, with `key`. */
  readonly settings: z.ZodObject;
  readonly open: (settings: object, secrets: SharedSecrets) => IntakeAuthentication;
}

export function defineAuthentication<Settings extends z.ZodObject>(way: {
  readonly key: Extract<keyof z.output<Settings>, string>;
  readonly settings: Settings;
  readonly open: (settings: z.output<Settings>, secrets: SharedSecrets) => IntakeAuthentication;
}): AuthenticationWay {
  // The configuration was parsed with these very settings; here their type comes back.
  return way as unknown as AuthenticationWay;
}
