import { z } from 'zod';
import { anyAuthentication, httpTarget } from '#settings/http-target';
import { SecretReference } from '#settings/secret';

const DestinationName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, 'a destination is named with lower-case letters, digits and "-"')
  .refine((name) => name !== 'owner', "it stands for the destinations of a service's owner");

/** An incoming webhook. Whoever has its address can post, so the address is a secret. */
const SlackDestination = z.strictObject({ kind: z.literal('slack'), url: SecretReference });
/** Gets each message as JSON. */
const WebhookDestination = httpTarget(anyAuthentication).extend({
  kind: z.literal('webhook'),
  /** Signs: hex of HMAC-SHA256 over the body, in the header x-holdfast-signature. */
  secret: SecretReference.optional(),
});
/** One line of JSON per message at the end of a file; a relative path begins in HOLDFAST_HOME. */
const FileDestination = z.strictObject({ kind: z.literal('file'), path: z.string().min(1) });
/** The terminal in which the system was started, and the log of the process that runs the steps. */
const TerminalDestination = z.strictObject({ kind: z.literal('terminal') });

/** Where runbooks may send messages: to these destinations and nowhere else. */
export const Notifications = z.strictObject({
  destinations: z
    .record(DestinationName, z.union([FileDestination, SlackDestination, TerminalDestination, WebhookDestination]))
    .default({}),
  /** By owner as in the catalogue: which destinations are told where a runbook says `owner`. */
  owners: z.record(z.string().min(1), z.array(z.string()).min(1)).default({}),
});
export type Notifications = z.infer<typeof Notifications>;
