import { z } from 'zod';
import { SecretReference } from '#settings/secret';

const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

/** An OpenID Connect identity provider, and the environments for which its word counts. */
const Issuer = z
  .strictObject({
    issuer: z.url({ protocol: /^https?$/, error: 'an issuer is an https:// address' }),
    clientId: z.string().min(1),
    /** Absent: a public client, with PKCE alone. */
    clientSecret: SecretReference.optional(),
    /** The claim of the ID token that lists a person's groups. */
    groupsClaim: z.string().min(1).default('groups'),
    /** A provider that lets anybody be anybody: for the lab, refused elsewhere. */
    development: z.boolean().default(false),
  })
  .refine(({ issuer, development }) => issuer.startsWith('https://') || (development && loopback.test(issuer)), {
    error: 'an issuer has an https:// address; only a development one on this machine may have http://',
    path: ['issuer'],
  });

const EnvironmentRules = z.strictObject({
  /** What it is for policy. An environment that is not listed is production. */
  kind: z.enum(['development', 'staging', 'production']),
  /** The identity provider whose people decide here. Without one nobody can approve anything. */
  issuer: z.string().min(1).optional(),
  /** Each decision carries an ID token of its own. Default: in production. */
  signInToDecide: z.boolean().optional(),
});

/** Who people are, where they decide, and what each environment asks of a decision. */
export const Approvals = z.strictObject({
  host: z.string().default('127.0.0.1'),
  port: z.number().int().min(0).max(65535).default(8490),
  /** How people reach it: for links, and for the way back from the identity provider. */
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
  issuers: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/), Issuer).default({}),
  environments: z.record(z.string(), EnvironmentRules).default({}),
});
export type Approvals = z.infer<typeof Approvals>;
export type IssuerEntry = Approvals['issuers'][string];
