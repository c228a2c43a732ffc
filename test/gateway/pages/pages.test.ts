import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { IncidentState } from '#core/incidents/incident';
import { openGateway } from '../doubles.ts';
import {
  BRIEF,
  BRIEFED,
  DIGEST,
  evidenceOf,
  INCIDENT_ID,
  INVESTIGATING,
  keepIncident,
  SIGNALS_OF_PAYMENTS,
} from './example-incident.ts';

const PAGE = `/incidents/${encodeURIComponent(INCIDENT_ID)}`;

describe('the pages', () => {
  let gateway: ReturnType<typeof openGateway>;
  beforeEach(() => {
    gateway = openGateway();
  });
  afterEach(() => gateway.app.close());
  const page = async (url: string) => (await gateway.app.inject(url)).body;

  test('an empty list says how to send an alert', async () => {
    expect(await page('/')).toContain('/v1/hooks/alertmanager/lab');
  });

  test('the list links to its incidents', async () => {
    keepIncident(gateway.doubles);
    const list = await page('/');
    expect(list).toContain(`href="${PAGE}"`);
    expect(list).toContain('1 open of 1 listed');
  });

  test('an incident is found by its encoded and by its plain address', async () => {
    keepIncident(gateway.doubles);
    for (const url of [PAGE, `/incidents/${INCIDENT_ID}`, `${PAGE}/`])
      expect((await gateway.app.inject(url)).statusCode).toBe(200);
  });

  test('a brief comes first, with its lines, citations that lead to evidence, symptoms in words, and the way to Temporal', async () => {
    keepIncident(gateway.doubles);
    const html = await page(PAGE);
    expect(html).toContain('checkout: 14% errors (normal 0.2%), lab, since 03:01 UTC, rising');
    expect(html).toMatch(new RegExp(`<a class="cite" href="/evidence/${SIGNALS_OF_PAYMENTS}"[^>]*>\\[1\\]</a>`));
    // A range is one link per source.
    expect(html).toMatch(/<b class="lead-word">RULED OUT<\/b>.*?\[3\]<\/a><a class="cite"[^>]*>\[4\]<\/a>/s);
    expect(html).toContain('aria-label="Confidence: likely, 87 of 100"');
    expect(html).toContain('410 ms');
    expect(html).toContain('http://127.0.0.1:8233/namespaces/default/workflows/');
    expect(html.indexOf('id="brief"')).toBeLessThan(html.indexOf('id="checklist"'));
  });

  const stuck = {
    service: 'payments',
    kind: 'fails_health_check' as const,
    subjects: ['payments-2'],
    versions: [],
    since: Date.parse(BRIEF.startedAt) / 1000,
    reason: 'it answers HTTP 503',
    from: 0,
    to: 1,
    alertAt: 1,
    evidence: [SIGNALS_OF_PAYMENTS],
  };

  test('what back ends say of instances is shown with its source', async () => {
    keepIncident(gateway.doubles, BRIEFED, { ...BRIEF, conditions: [stuck] });
    const html = await page(PAGE);
    expect(html).toContain('Instances, limits and other alerts');
    expect(html).toContain('<b>payments</b>: payments-2 fails its health check since 03:02 UTC (it answers HTTP 503) ');
    const section = html.slice(html.indexOf('id="conditions"'), html.indexOf('id="plots"'));
    expect(section).toContain(`href="/evidence/${SIGNALS_OF_PAYMENTS}"`);
  });

  test('a brief from before it was looked at has no such part', async () => {
    expect(Object.keys(BRIEF)).not.toContain('conditions');
    keepIncident(gateway.doubles);
    expect(await page(PAGE)).not.toContain('id="conditions"');
  });

  test('a mark without a source stays text', async () => {
    keepIncident(gateway.doubles, BRIEFED, { ...BRIEF, headline: ['errors [9] [1-999] [x]'] });
    expect(await page(PAGE)).toContain('errors [9] [1-999] [x]');
  });

  test('an investigation shows its checklist, and loads itself again without a script only', async () => {
    keepIncident(gateway.doubles, INVESTIGATING);
    const html = await page(PAGE);
    expect(html).toContain('Investigating: 1 of 5 items answered.');
    expect(html).toContain('<noscript><meta http-equiv="refresh" content="5"/></noscript>');
    gateway.doubles.states.set(INCIDENT_ID, BRIEFED);
    expect(await page(PAGE)).not.toContain('http-equiv="refresh"');
  });

  test('without a worker the page says so and shows the last published brief', async () => {
    keepIncident(gateway.doubles);
    gateway.doubles.workers = 'none';
    const html = await page(PAGE);
    expect(html).toContain('The worker does not answer; this is the last published brief.');
    expect(html).toContain('LIKELY');
  });

  /** What is known of an incident whose worker is away. */
  const unanswered = (phase: IncidentState['phase'], brief = BRIEFED.brief): IncidentState => ({
    ...BRIEFED,
    phase,
    items: [],
    timeline: [],
    brief: brief && { ...brief, publishedAt: '' },
  });

  test('without a worker the stored brief tells when it was published and how the checklist stood', async () => {
    keepIncident(gateway.doubles, unanswered('briefed'));
    gateway.doubles.workers = 'none';
    const html = await page(PAGE);
    expect(html).toContain('Briefed 34 s after the first delivery');
    expect(html).toContain('Which rule fires, and on what?');
    expect(html).not.toMatch(/NaN|It is chosen when the investigation starts/);
  });

  test('without a worker and a stored brief the page claims neither', async () => {
    for (const brief of [BRIEFED.brief, undefined]) {
      keepIncident(gateway.doubles, { ...unanswered('briefed'), brief: brief && { ...brief, publishedAt: '' } });
      gateway.doubles.briefs.clear();
      gateway.doubles.workers = 'none';
      const html = await page(PAGE);
      expect(html).toContain('The worker does not answer; no brief can be shown.');
      expect(html).not.toMatch(/NaN|last published brief|It is chosen when the investigation starts|Published </);
    }
  });

  test('an incident whose workflow failed is shown as failed, with a worker and without', async () => {
    gateway.doubles.failed = true;
    for (const workers of ['up', 'none'] as const) {
      keepIncident(gateway.doubles, unanswered('closed'));
      gateway.doubles.workers = workers;
      const html = await page(PAGE);
      expect(html).toContain('class="mark phase-failed"');
      expect(html).toContain('Failed: the workflow ended without a result.');
      expect(html).not.toContain('Closed.');
    }
  });

  test('alerts that were not delivered are told', async () => {
    keepIncident(gateway.doubles, { ...BRIEFED, hiddenAlerts: 12 });
    expect(await page(PAGE)).toContain('12 more alerts of the group were not delivered.');
    keepIncident(gateway.doubles);
    expect(await page(PAGE)).not.toContain('not delivered');
  });

  test('a brief that the store does not have leaves the lines that the incident carries', async () => {
    keepIncident(gateway.doubles);
    gateway.doubles.briefs.delete(DIGEST);
    const html = await page(PAGE);
    expect(html).toContain('only its own instances return errors');
    expect(html).toContain('cannot be read from the store');
  });

  test('nothing hostile becomes markup, script or a link that runs', async () => {
    const evil = '</title><script>alert(1)</script><img src=x onerror=alert(1)>"\'';
    const change = { ...BRIEF.changes[0]!, url: 'javascript:alert(1)', version: evil };
    const [finding] = BRIEF.findings;
    const brief = {
      ...BRIEF,
      headline: [evil],
      gaps: [evil],
      symptoms: BRIEF.symptoms.map((symptom) => ({ ...symptom, dimension: { name: evil, value: evil } })),
      conditions: [{ ...stuck, service: evil, subjects: [evil], reason: evil }],
      findings: [{ ...finding!, statement: evil, service: evil, change }],
      citations: [{ ...BRIEF.citations[0]!, question: evil }],
      changes: [change],
    };
    const state = {
      ...BRIEFED,
      title: evil,
      environment: evil,
      services: [evil],
      timeline: [{ ...BRIEFED.timeline[0]!, text: evil, at: evil }],
    };
    keepIncident(gateway.doubles, state, brief);
    gateway.doubles.evidence.set(SIGNALS_OF_PAYMENTS, evidenceOf(SIGNALS_OF_PAYMENTS, evil, { evil }));
    for (const url of ['/', PAGE, `/evidence/${SIGNALS_OF_PAYMENTS}`]) {
      const html = await page(url);
      expect(html).toContain('&lt;script>');
      expect(html.match(/<script[^>]*>/g)).toEqual([
        '<script src="/assets/idiomorph.js" defer>',
        '<script src="/assets/live.js" defer>',
      ]);
      expect(html).not.toMatch(/<img src=x|javascript:|<[^>]* (style|on\w+)=/);
    }
  });

  test('evidence shows what was asked, what came back, that it is not to be trusted, and its digest', async () => {
    keepIncident(gateway.doubles);
    const html = await page(`/evidence/${SIGNALS_OF_PAYMENTS}`);
    for (const part of [
      'Untrusted',
      'prometheus http://127.0.0.1:9090',
      SIGNALS_OF_PAYMENTS,
      'error_ratio',
      'sum(rate(',
    ])
      expect(html).toContain(part);
  });

  test.each([
    '/nowhere',
    '/incidents/incident/lab/none',
    `/evidence/ev_${'0'.repeat(64)}`,
    '/evidence/..%2f..%2fetc',
    `${PAGE}/plots/1.svg`,
  ])('%s is 404 in words with the next step', async (url) => {
    const answer = await gateway.app.inject(url);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(answer.body).toContain('All incidents');
  });

  test.each(['/', PAGE, `${PAGE}/live`])('without Temporal %s is 503 in words with the next step', async (url) => {
    gateway.doubles.temporal = 'down';
    const answer = await gateway.app.inject(url);
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(answer.body).toContain('Temporal does not answer');
  });

  test.each(['style.css', 'live.js', 'idiomorph.js', 'icon.svg'])(
    'the asset %s is served, and no folder above it',
    async (name) => {
      expect((await gateway.app.inject(`/assets/${name}`)).statusCode).toBe(200);
      expect((await gateway.app.inject('/assets/..%2f..%2fpackage.json')).statusCode).toBeGreaterThanOrEqual(400);
    },
  );
});
