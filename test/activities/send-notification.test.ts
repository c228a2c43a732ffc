import type { RunId, IncidentId } from '#core/ids/workflow-ids';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSendNotification, type NotificationPorts } from '#activities/send-notification';
import { parseConfiguration } from '#configuration/load-configuration';
import { canonicalJson } from '#core/json/canonical-json';
import type { NotificationRequest } from '#core/runs/run';
import { openProcessAudit } from '#records/audit-log';
import { sha256 } from '#records/digest';
import { createMasker } from '#records/masking/create-masker';
import { readAuditLog } from '#records/read-audit-log';
import { notificationDependencies } from '#workers/notifications';
import { type ScriptedAnswer, SlackBody, startReceiver, WebhookBody } from '../notifications/receiver-double.ts';
import { temporaryHome } from '../records/temporary-home.ts';
import { inActivity } from '../support/in-activity.ts';
import { fixedSecrets } from '../support/fixed-secrets.ts';

const slackPath = '/services/T0/B0/tokenSECRET';
const request: NotificationRequest = {
  runId: 'run/incident/main/0-1/1' as RunId,
  incidentId: 'incident/main/0-1' as IncidentId,
  path: 'tell',
  to: 'owner',
  service: 'checkout',
  text: 'checkout rollback succeeded.',
};

/** The activity as a worker has it, with a chat and a pager of its own; their answers in order. */
async function parts(chat: readonly ScriptedAnswer[], pager: readonly ScriptedAnswer[]) {
  const slack = await startReceiver(slackPath, SlackBody, chat);
  const webhook = await startReceiver('/page', WebhookBody, pager);
  onTestFinished(slack.finish);
  onTestFinished(webhook.finish);
  const configuration = parseConfiguration(
    JSON.stringify({
      apiVersion: 'holdfast/v2',
      kind: 'Configuration',
      notifications: {
        destinations: {
          chat: { kind: 'slack', url: { env: 'CHAT' } },
          pager: { kind: 'webhook', url: `${webhook.origin}/page` },
        },
        owners: { shop: ['chat', 'pager'] },
      },
      catalogue: { services: { checkout: { owner: 'shop' }, stray: {}, payments: { owner: 'money' } } },
    }),
    'holdfast.yaml',
  );
  const home = await temporaryHome();
  const audit = await openProcessAudit(home, 'investigator');
  onTestFinished(() => audit.close());
  const { mask } = createMasker({ patterns: [] });
  const notifications = notificationDependencies(configuration, {
    secrets: fixedSecrets(`${slack.origin}${slackPath}`),
    home,
    audit,
    logger: pino({ enabled: false }),
    publicUrl: 'https://holdfast.example.com/',
  });
  const activity = (change: Partial<NotificationPorts> = {}) =>
    createSendNotification({
      mask,
      digest: (value) => sha256(canonicalJson(value)),
      notifications: { ...notifications, ...change },
    });
  const texts = () => slack.received.map(({ raw }) => SlackBody.parse(JSON.parse(raw)).text);
  const audited = async () => (await readAuditLog(audit.path)).records;
  return { activity, notifications, texts, pages: webhook.received, audited };
}

const ok: ScriptedAnswer = { status: 200, body: 'ok' };

async function failureOf(ending: Promise<unknown>): Promise<ApplicationFailure> {
  const failure = await ending.then(
    () => new Error('it succeeded'),
    (thrown: unknown) => thrown,
  );
  expect(failure).toBeInstanceOf(ApplicationFailure);
  return failure as ApplicationFailure;
}

describe('a notification', () => {
  it('to the owner reaches every destination of the owner, with a link to the run', async () => {
    const { activity, texts, pages, audited } = await parts([ok], [{ status: 202 }]);
    expect(await inActivity(() => activity()(request))).toEqual({ summary: 'notified chat, pager' });
    const link = 'https://holdfast.example.com/runs/run%2Fincident%2Fmain%2F0-1%2F1';
    expect(texts()).toEqual([`checkout rollback succeeded.\n<${link}|Open in Holdfast>`]);
    expect(JSON.parse(pages[0]?.raw ?? '')).toMatchObject({ runId: request.runId, text: request.text, link });
    const records = (await audited()).filter(({ destination }) => destination === 'pager');
    expect(records).toMatchObject([
      { kind: 'notification', outcome: 'sending', text: request.text, path: 'tell', runId: request.runId },
      { kind: 'notification', outcome: 'sent' },
    ]);
  });

  it('that was told is not told again, however often the activity is tried', async () => {
    const { activity, pages, audited } = await parts([ok], [{ status: 200 }]);
    await inActivity(() => activity()(request));
    expect(await inActivity(() => activity()(request))).toEqual({ summary: 'notified before: chat, pager' });
    expect(pages).toHaveLength(1);
    expect((await audited()).map(({ outcome }) => outcome)).toContain('sent_before');
  });

  it('of another step, run or destination is another notification', async () => {
    const { activity, pages } = await parts([ok], [{ status: 200 }, { status: 200 }, { status: 200 }]);
    const sendNotification = activity();
    for (const change of [{}, { path: 'tell_again' }, { runId: 'run/other' as RunId }]) {
      await inActivity(() => sendNotification({ ...request, to: 'pager', ...change }));
    }
    await inActivity(() => sendNotification({ ...request, to: 'chat' }));
    expect(new Set(pages.map(({ headers }) => headers['idempotency-key'])).size).toBe(3);
  });

  it('whose process dies before the mark is sent again, the same byte for byte under the same key', async () => {
    const { activity, notifications, pages } = await parts([], [{ status: 200 }, { status: 409 }]);
    const dying = { ...notifications.marks, put: () => Promise.reject(new Error('the disk is full')) };
    const scheduledAt = new Date('2026-11-01T03:00:00Z');
    const toPager = { ...request, to: 'pager' };
    const failure = await failureOf(inActivity(() => activity({ marks: dying })(toPager), { scheduledAt }));
    expect(failure).toMatchObject({ type: 'NotificationFailed', nonRetryable: false });
    expect(failure.message).toBe('The message was sent, but that could not be recorded: the disk is full');
    expect(await inActivity(() => activity()(toPager), { scheduledAt })).toEqual({ summary: 'notified pager' });
    expect(pages[1]?.raw).toBe(pages[0]?.raw);
    expect(pages[1]?.headers['idempotency-key']).toBe(pages[0]?.headers['idempotency-key']);
  });

  it('that cannot be audited is not sent', async () => {
    const { activity } = await parts([], []);
    const recordNotification = () => Promise.reject(new Error('the audit log is closed'));
    const failure = await failureOf(inActivity(() => activity({ recordNotification })(request)));
    expect(failure).toMatchObject({ type: 'NotificationFailed', nonRetryable: false });
  });

  it('succeeds when one of several destinations was told, and names the others', async () => {
    const { activity } = await parts([{ status: 404, body: 'no_service' }], [{ status: 200 }]);
    const { summary } = await inActivity(() => activity()(request));
    expect(summary).toMatch(/^notified pager; not notified: chat \(Slack answered HTTP 404 no_service: .*\)$/);
  });

  it('that reaches nobody is tried again where that may help, when it may', async () => {
    const busy = { status: 429, headers: { 'retry-after': '7' } };
    const { activity } = await parts([busy], [{ status: 400, body: 'no' }]);
    const failure = await failureOf(inActivity(() => activity()(request)));
    expect(failure).toMatchObject({ type: 'NotificationFailed', nonRetryable: false, nextRetryDelay: 7_000 });
  });

  it('that nobody takes is refused for good', async () => {
    const { activity, audited } = await parts([{ status: 410 }], [{ status: 301 }]);
    const failure = await failureOf(inActivity(() => activity()(request)));
    expect(failure).toMatchObject({ type: 'NotificationRefused', nonRetryable: true });
    expect(failure.message).toMatch(/^No destination was notified: chat \(.*410.*\); pager \(.*301.*\)\.$/);
    expect((await audited()).filter(({ outcome }) => outcome === 'refused')).toHaveLength(2);
  });

  it.each([
    [{ to: 'pagr' }, 'No notification destination "pagr". Did you mean "pager"? Configured: chat, pager.'],
    [{ to: 'constructor' }, 'No notification destination "constructor". Configured: chat, pager.'],
    [
      { service: undefined },
      '"owner" needs a service, and the run has no target. Name a destination instead. Configured: chat, pager.',
    ],
    [
      { service: 'stray' },
      'The catalogue names no owner of "stray". Add catalogue.services.stray.owner, or name a destination. Configured: chat, pager.',
    ],
    [
      { service: 'payments' },
      'No destination is configured for money, the owner of "payments". Add notifications.owners.money. Configured: chat, pager.',
    ],
    [{ service: '__proto__' }, expect.stringMatching(/^The catalogue names no owner of "__proto__"/)],
    [{ text: ' \u200b\n' }, 'The message is empty; no destination was notified.'],
  ])('with %j is refused for good, in words that say what would be right', async (change, message) => {
    const { activity } = await parts([], []);
    const failure = await failureOf(inActivity(() => activity()({ ...request, ...change })));
    expect(failure).toMatchObject({ type: 'NotificationRefused', nonRetryable: true, message });
  });

  it('has no secret, also one with invisible characters in it, and is at most 4,000 characters long', async () => {
    const { activity, texts, audited } = await parts([ok], []);
    const token = `ghp_${'a'.repeat(18)}\u200b${'b'.repeat(18)}`;
    await inActivity(() => activity()({ ...request, to: 'chat', text: `${token} <!here> ${'x'.repeat(9_000)}` }));
    const [words = ''] = (texts()[0] ?? '').split('\n');
    expect(words).toMatch(/^\[masked:token\] &lt;!here&gt; x+…$/);
    expect(words.replaceAll('&lt;', '<').replaceAll('&gt;', '>')).toHaveLength(4_000);
    expect(JSON.stringify(await audited())).not.toMatch(/ghp_|SECRET/);
  });

  it('ends with its run: a cancelled activity fails as cancelled, and nothing is sent', async () => {
    const { activity } = await parts([], []);
    const signal = AbortSignal.abort();
    await expect(inActivity(() => activity()(request), { signal })).rejects.toBeInstanceOf(CancelledFailure);
  });
});
