import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SecretReference } from '#settings/secret';
import { plainLine } from '#core/text/plain-text';
import { defineAuthentication } from '#gateway/authentication/authentication';
import { isHmacSha256 } from '#gateway/authentication/hmac-sha256';
import { defineHookSource } from '#gateway/hooks/define-hook-source';
import { soleHeader } from '#web/sole-header';

/** `v1=<hex>,v1=<hex>` over `<seconds>:<body>`: two signatures while its secret is rotated. */
const signed = defineAuthentication({
  key: 'signingSecret',
  settings: z.strictObject({ signingSecret: SecretReference }),
  open({ signingSecret }, secrets) {
    const secret = secrets.of(signingSecret);
    return {
      kind: 'signature',
      secret,
      remedy: 'Sign with the secret of the siren.',
      verify(rawHeaders, body) {
        const seconds = soleHeader(rawHeaders, 'x-siren-time') ?? '';
        const signatures = (soleHeader(rawHeaders, 'x-siren-signature') ?? '').split(',');
        const holds = signatures.some((signature) =>
          isHmacSha256(signature.replace(/^v1=/, ''), secret.read(), [`${seconds}:`, body]),
        );
        return holds ? { signedAt: new Date(Number(seconds) * 1000) } : undefined;
      },
    };
  },
});

const Body = z.object({ siren: z.string(), howling: z.boolean() });

/** A sender that exists in tests only. It has nothing in common with Alertmanager: neither settings nor proof nor body. */
export const siren = defineHookSource({
  name: 'siren',
  title: 'The siren on the roof',
  settings: z.strictObject({ loudness: z.enum(['loud', 'louder']).default('loud') }),
  authentication: [signed],
  bodyLimitBytes: 1024,
  freshSeconds: 300,
  connect: {
    instruction: 'Point the siren here:',
    configuration: (address) => `siren point ${address}`,
  },
  example: 'source: siren\nauthentication: { signingSecret: { env: SIREN_SECRET } }\nloudness: louder\n',
  normalise(body, { name, environment, settings, receivedAt }) {
    const read = Body.safeParse(body);
    if (!read.success) return { kind: 'unreadable', reason: 'no siren' };
    const { siren: which, howling } = read.data;
    const id = createHash('sha256').update(which).digest('hex').slice(0, 16);
    return {
      kind: 'delivery',
      delivery: {
        source: 'siren',
        integration: name,
        groupKey: plainLine(which, 100),
        groupId: id,
        ...(environment !== undefined && { environment }),
        receivedAt: receivedAt.toISOString(),
        alerts: [
          {
            fingerprint: id,
            status: howling ? 'firing' : 'resolved',
            name: plainLine(which, 100),
            severity: settings.loudness === 'louder' ? 'critical' : 'warning',
            labels: {},
            annotations: {},
            startsAt: receivedAt.toISOString(),
          },
        ],
        unprocessedAlerts: 0,
      },
      unprocessed: [],
    };
  },
});
