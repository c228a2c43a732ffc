import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ActionState } from '#core/actions/action';
import { actionWords } from '#core/actions/action-life';
import { openBrowser, openService } from './doubles.ts';
import { decisionBy, recordOf } from './example-action.ts';

describe('the page of an action', () => {
  let service: ReturnType<typeof openService>;
  beforeEach(() => {
    service = openService();
  });
  afterEach(() => service.app.close());

  async function pageOf(record: ReturnType<typeof recordOf>): Promise<string> {
    service.doubles.records.set(record.actionHash, record);
    const answer = await openBrowser(service.app).get(`/actions/${record.actionHash}`);
    expect(answer.statusCode).toBe(200);
    return answer.body;
  }

  test('it shows change, reach, what speaks against it and undo before why, and asks last', async () => {
    const page = await pageOf(recordOf());
    const titles = [...page.matchAll(/<h[123][^>]*>([^<]+)</g)].map(([, title]) => title);
    expect(titles).toEqual([
      'Go back from v1.8.3 to v1.8.2',
      'What changes',
      'Blast radius',
      'Warnings',
      'Undo',
      'Why',
      'Policy',
      'Who may approve, until when',
      'What is being approved',
      'So far',
      'Decide',
      'Approve',
      'Reject',
      'I will do it by hand',
      'Withdraw the proposal',
    ]);
    for (const part of [
      ', through the back end <code id="back-end">cluster-east</code>',
      '<del>v1.8.3</del>',
      '<ins>v1.8.2</ins>',
      '3 of 3 instances',
      '(100 %); 2 of 3 ready before the change.',
      'All instances are replaced, one at a time.',
      '1 person of payments-owners',
      ', in 14 min',
      `href="http://127.0.0.1:8480/evidence/ev_${'1'.repeat(64)}"`,
    ])
      expect(page).toContain(part);
  });

  test('nothing has the focus by itself, Enter sends nothing, and the three answers look the same', async () => {
    const page = await pageOf(recordOf());
    expect(page).not.toMatch(/autofocus/i);
    const forms = page.match(/<form[\s\S]*?<\/form>/g) ?? [];
    expect(forms.length).toBeGreaterThanOrEqual(4);
    for (const form of forms) expect(form.indexOf('<button type="submit" disabled hidden>')).toBeGreaterThan(0);
    const classes = ['Approve', 'Reject', 'I will do it by hand'].map(
      (text) => new RegExp(`<button ([^>]*)>${text}</button>`).exec(page)?.[1],
    );
    expect(new Set(classes).size).toBe(1);
  });

  test.each(Object.values(ActionState))(
    'the state %s is told in a sentence, and asks only while it waits',
    async (state) => {
      const page = await pageOf(
        recordOf({ state, steps: [{ state, at: '2026-03-01T03:04:00.000Z', reason: 'so it is' }] }),
      );
      expect(page).toContain(actionWords(state));
      expect(page).toContain('so it is');
      expect(page.includes('id="approve"')).toBe(state === 'awaiting');
    },
  );

  test('the target is typed for what is destructive alone', async () => {
    expect(await pageOf(recordOf())).not.toContain('name="target"');
    const page = await pageOf(recordOf({ preview: { risk: 'destructive' } }));
    expect(page).toContain('Type the name of the target: payments');
    expect(page.match(/name="target"/g)).toHaveLength(2);
  });

  test('what has drifted since the proposal is highlighted', async () => {
    const at = '2026-03-01T03:05:00.000Z';
    service.doubles.looked = { kind: 'drifted', at, reason: 'revision is 14, it was 13' };
    const drifted = await pageOf(recordOf());
    expect(drifted).toContain('The target has changed since this was previewed.');
    expect(drifted).toContain('revision is 14, it was 13');
    service.doubles.looked = { kind: 'as_previewed', at };
    const same = await pageOf(recordOf());
    expect(same).toContain('Checked again, and still as previewed:');
    expect(same).not.toContain('id="drift"');
  });

  test('where nobody can look again, the page says so, and can be used all the same', async () => {
    service.doubles.looked = 'silent';
    const page = await pageOf(recordOf());
    expect(page).toContain('Could not be checked again');
    expect(page).toContain(': nobody answered in time');
    expect(page).toContain('id="approve"');
  });

  test('it says who has approved, who is missing, and whose decision does not count', async () => {
    const page = await pageOf(
      recordOf({
        decisions: [decisionBy('Grace', ['payments-owners'])],
        refused: ['Eve is of no group that may approve'],
        refusedCount: 4,
        verdict: {
          kind: 'approvals',
          policySha256: 'b'.repeat(64),
          rules: [],
          needs: { parts: [{ count: 2, groups: ['payments-owners'] }], signIn: true },
        },
      }),
    );
    expect(page).toContain(': Grace; 1 missing');
    expect(page).toContain('Decisions that do not count (4)');
    expect(page).toContain('Eve is of no group that may approve');
    expect(page).not.toContain('Break-glass');
  });

  test('texts of others are data: escaped, without what hides, and the bytes show what they are', async () => {
    const hostile = '<script>alert(1)</script>\u202edlof\u200b"\'&';
    const page = await pageOf(
      recordOf({
        document: { title: hostile, service: hostile, target: { kind: 'service', name: hostile, uid: hostile } },
        preview: {
          changes: [{ field: hostile, from: hostile, to: hostile }],
          warnings: [hostile],
          instances: [hostile],
        },
        steps: [{ state: 'awaiting', at: '2026-03-01T03:04:00.000Z', reason: hostile }],
        result: hostile,
      }),
    );
    expect(page).not.toContain('<script>alert');
    expect(page).not.toMatch(/[\u202e\u200b]/);
    expect(page).toContain('\\u{202e}');
    expect(page).toContain('id="approve"');
  });

  test.each([
    ['other bytes', { bytes: '{}' }],
    ['another preview', { previewHash: 'e'.repeat(64) }],
    ['another document', { workflowId: 'x' }],
  ])('with %s than its hashes say nobody can decide', async (what, changes) => {
    const good = recordOf();
    const record =
      what === 'another document' && good.document
        ? { ...good, document: { ...good.document, parameters: { revision: 1 } } }
        : { ...good, ...changes };
    const page = await pageOf(record);
    expect(page).toContain('Nobody should decide about it');
    expect(page).not.toContain('<form');
  });

  test('where no identity provider is configured it says what to configure', async () => {
    const page = await pageOf(recordOf({ document: { environment: 'moon' } }));
    expect(page).toContain('approvals.environments.moon.issuer');
    expect(page).not.toContain('<form');
  });

  test('what was written can be undone while it lasts, and is asked for where it was not seen to help', async () => {
    const undoBy = '2026-03-01T04:05:00.000Z';
    expect(await pageOf(recordOf({ state: 'verified', undoBy }))).toContain('>Undo it</button>');
    expect(await pageOf(recordOf({ state: 'verified', undoBy: '2026-03-01T03:00:00.000Z' }))).not.toContain('Undo it');
    const asked = await pageOf(recordOf({ state: 'not_verified', undoBy, asksUndo: true }));
    expect(asked).toContain('No improvement was observed: undo it, or keep it?');
    expect(asked).toContain('>Keep it</button>');
  });

  test('an unknown hash and one that no worker tells of are told in words', async () => {
    const { app, doubles } = service;
    const browser = openBrowser(app);
    for (const hash of ['f'.repeat(64), 'nonsense', '%00'])
      expect([hash, (await browser.get(`/actions/${hash}`)).statusCode]).toEqual([hash, 404]);
    const record = recordOf();
    doubles.records.set(record.actionHash, record);
    doubles.workers = 'none';
    const silent = await browser.get(`/actions/${record.actionHash}`);
    expect([silent.statusCode, silent.body.includes('look at the executor')]).toEqual([503, true]);
    doubles.temporal = 'down';
    const away = await browser.get('/');
    expect([away.statusCode, away.headers['retry-after'], away.body.includes('only the sign-in is lost')]).toEqual([
      503,
      '5',
      true,
    ]);
  });

  test('the list has what waits first, and then the others', async () => {
    const { app, doubles } = service;
    const waiting = recordOf();
    const ended = recordOf({ document: { title: 'Scale <b>up' }, state: 'rejected' });
    for (const record of [ended, waiting]) doubles.records.set(record.actionHash, record);
    const { body } = await openBrowser(app).get('/');
    expect(body.indexOf('Go back from')).toBeLessThan(body.indexOf('Scale &lt;b>up'));
    expect(body).toContain('1 waiting for approval');
  });
});
