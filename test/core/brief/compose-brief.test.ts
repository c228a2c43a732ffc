import type { IncidentId } from '#core/ids/workflow-ids';
import { describe, expect, test } from 'vitest';
import type { BriefMaterial } from '#core/brief/brief-material';
import { composeBrief } from '#core/brief/compose-brief';
import { renderMarkdown } from '#core/brief/render-markdown';
import { diagnose, type DiagnoseInput } from '#core/analysis/diagnose';
import { evidenceOf, FAULT_AT, FAULTS, LAB, ruleOf, syntheticIncident } from '../../support/synthetic-incident.ts';

const page = 'https://holdfast.example/incidents/1';
const incident = syntheticIncident(FAULTS.badRelease);
const [evidence] = incident.evidence;

function material(change: Partial<BriefMaterial> = {}): BriefMaterial {
  const startedAt = new Date(incident.alert.startedAt * 1000).toISOString();
  const window = { start: startedAt, end: startedAt };
  return {
    request: { incidentId: 'i' as IncidentId, workflowId: 'w', deliveries: [], receivedAt: startedAt, now: startedAt },
    plan: {
      checklist: {
        irVersion: 1,
        name: 'default',
        title: '',
        match: { alerts: [], labels: {}, services: [] },
        items: [],
      },
      checklistSha256: '',
      because: '',
      anchor: startedAt,
      facts: {
        services: ['checkout'],
        scope: [],
        startedAt,
        alertName: 'HighErrorRate',
        before: window,
        during: window,
        around: window,
      },
      environment: 'production',
      servers: {},
      title: 'HighErrorRate on checkout',
    },
    items: incident.evidence.map(({ id, tool }, index) => ({
      id: `item${index}`,
      title: `Question ${index}?`,
      tool,
      mandatory: true,
      state: 'answered',
      evidence: id,
      summary: 'summary',
    })),
    alerts: [
      {
        fingerprint: 'a',
        status: 'firing',
        name: 'HighErrorRate',
        severity: 'critical',
        service: 'checkout',
        labels: { alertname: 'HighErrorRate', team: 'shop' },
        annotations: {},
        startsAt: startedAt,
      },
    ],
    evidence: incident.evidence,
    diagnosis: diagnose(incident),
    topology: LAB,
    runbooks: [],
    links: { page },
    publishedAt: startedAt,
    ...change,
  };
}

/** The brief of an incident, with an answered item for each piece of its evidence. */
function briefOf(input: DiagnoseInput) {
  const [item] = material().items;
  const items = input.evidence.map(({ id, tool }, index) => ({ ...item!, id: `item${index}`, tool, evidence: id }));
  return composeBrief(material({ evidence: input.evidence, items, diagnosis: diagnose(input) }));
}

describe('a brief', () => {
  test('has at most five lines of plain text: symptom, cause with sources, what was cleared, what to do, whose it is', () => {
    const { headline } = composeBrief(material());
    expect(headline).toHaveLength(5);
    expect(headline[0]).toMatch(/^checkout: \d+% errors \(normal \S+\), production, since \d\d:\d\d UTC/);
    expect(headline[1]).toMatch(/^LIKELY payments v1\.8\.3 .*\[\d]/);
    expect(headline[2]).toMatch(/^RULED OUT /);
    expect(headline[3]).toBe('DO roll back payments to v1.8.2');
    expect(headline[4]).toContain(page);
    for (const line of headline) expect(line).not.toMatch(/\n/);
  });

  test('every finding cites evidence that the brief numbers', () => {
    const brief = composeBrief(material());
    const numbered = brief.citations.map(({ evidence: id }) => id);
    expect(brief.findings.length).toBeGreaterThan(0);
    for (const finding of brief.findings) for (const id of finding.evidence) expect(numbered).toContain(id);
  });

  test('says what could not be checked, with the reason, and marks what was mandatory', () => {
    const items = [
      { id: 'traces', title: 'Traces?', tool: 't.x', mandatory: true, state: 'could_not_check', reason: 'timeout' },
    ];
    const brief = composeBrief(
      material({
        items: items as BriefMaterial['items'],
        evidence: [],
        diagnosis: diagnose({ ...incident, evidence: [] }),
      }),
    );
    expect(brief.headline.join('\n')).toContain('NOT CHECKED traces (timeout)');
    expect(brief.gaps).toContain('Traces? Could not be checked (mandatory): timeout');
    expect(JSON.stringify(brief).toLowerCase()).not.toContain('confirmed');
  });

  test('says where an answer was only a part', () => {
    const partial = incident.evidence.map((each) => ({
      ...each,
      payload: {
        ...each.payload,
        warnings: ['two series were left out'],
        meta: { ...each.payload.meta, truncated: true },
      },
    }));
    const { gaps } = composeBrief(material({ evidence: partial }));
    expect(gaps).toContain('Question 0? Only in part: two series were left out');
    expect(gaps).toContain('Question 0? Only in part: the answer was cut');
  });

  test('of a service that nobody knows it says what the rule looks at and the labels', () => {
    const { plan } = material();
    const rule = {
      ...evidence!,
      payload: {
        ...evidence!.payload,
        data: {
          alerts: [{ name: 'HighErrorRate', state: 'firing', labels: {}, annotations: {}, expression: 'errors > 5' }],
        },
      },
    };
    const brief = composeBrief(
      material({
        plan: { ...plan, facts: { ...plan.facts, services: [] } },
        evidence: [rule],
        diagnosis: diagnose({ ...incident, evidence: [] }),
      }),
    );
    expect(brief.headline[0]).toMatch(/^unknown service: HighErrorRate fires \(errors > 5, team=shop\)/);
  });

  describe('of an alert whose rule is violated while the golden signals show nothing', () => {
    const violated = [-20, -10, 0, 10, 20].map((after) => [FAULT_AT + after, after < 0 ? 0.01 : 0.31] as const);
    const rules = [ruleOf(violated, { name: 'HighErrorRate' })];
    const blind = { ...syntheticIncident({ alert: ['checkout'], without: ['rule'] }) };
    const told = {
      ...blind,
      alert: { ...blind.alert, firing: ['HighErrorRate'] },
      evidence: [...blind.evidence, evidenceOf('rule', { rules })],
    };
    const brief = briefOf(told);

    test('the first line gives its value and its threshold, and nothing is called healthy', () => {
      expect(brief.headline[0]).toMatch(/^checkout: HighErrorRate fires: 0\.31, threshold > 0\.05 \(wrong > 0\.05, /);
      expect(brief.headline.join('\n')).not.toMatch(/healthy|no action/i);
      expect(brief.headline[1]).toMatch(/^UNCLEAR no cause found; missing: Why the golden signals show nothing/);
      expect(brief.headline.join('\n')).not.toContain('RULED OUT');
    });

    test('it is a source of its own, and its beginning the onset', () => {
      expect(brief.rules).toMatchObject([{ name: 'HighErrorRate', state: 'violated', evidence: 'ev_rule' }]);
      expect(brief.citations[0]).toMatchObject({ number: 1, evidence: 'ev_rule' });
      expect(renderMarkdown(brief)).toContain(
        'HighErrorRate: 0.31, threshold \\> 0.05; violated since 22:13 UTC (wrong \\> 0.05) \\[1\\]',
      );
      expect(brief.timeline.map(({ text }) => text)).toContain('The rule of the alert is violated');
    });
  });

  describe('of an instance that fails', () => {
    const crashed = { name: 'payments-2 <b>', service: 'payments', state: 'crashed', reason: 'OOMKilled\u202e @here' };
    const events = [
      { at: new Date((FAULT_AT - 2) * 1000).toISOString(), kind: 'lost', service: 'ledger', instance: 'ledger-1' },
    ].map((event) => ({ ...event, message: 'its node is gone' }));
    const answers = [evidenceOf('failing', { instances: [crashed] }), evidenceOf('events', { events })];
    const told = { ...incident, evidence: [...incident.evidence, ...answers] };
    const brief = briefOf(told);
    const markdown = renderMarkdown(brief);

    test('it says which, why and since when, and cites it', () => {
      const numberOf = (id: string) => brief.citations.find(({ evidence: cited }) => cited === id)?.number;
      expect(markdown).toContain('## Instances, limits and other alerts');
      expect(markdown).toContain(
        `- ledger: ledger-1 cannot be reached since 22:13 UTC (its node is gone) \\[${numberOf('ev_events')}\\]`,
      );
      expect(brief.timeline.map(({ text }) => text)).toContain('ledger: ledger-1 cannot be reached');
    });

    test('the words of a back end stay text', () => {
      expect(markdown).toContain('payments: payments-2 \\<b\\> is down after a crash (OOMKilled');
      expect(markdown).not.toMatch(/[^\\]<b>|\u202e|[^\\]@here/);
    });
  });

  test('of a rule that measures nothing it says to mend the rule', () => {
    const calm = syntheticIncident({ alert: ['checkout'], without: ['rule'] });
    const rules = [ruleOf([], { expression: 'vector(1)', selects_series: false })];
    const told = { ...calm, evidence: [...calm.evidence, evidenceOf('rule', { rules })] };
    const { headline } = composeBrief(material({ evidence: told.evidence, diagnosis: diagnose(told) }));
    expect(headline.join('\n')).toMatch(
      /HEALTHY[^]*DO no action; mend the rule SomethingIsWrong: vector\(1\) measures nothing/,
    );
  });

  test('repeats a warning once, so that others keep their place', () => {
    const warned = incident.evidence.map((each) => ({
      ...each,
      payload: { ...each.payload, warnings: [...Array.from({ length: 9 }, () => 'a store is away'), 'another'] },
    }));
    const { gaps } = composeBrief(material({ evidence: warned }));
    expect(gaps.filter((gap) => gap.startsWith('Question 0?'))).toEqual([
      'Question 0? Only in part: a store is away',
      'Question 0? Only in part: another',
    ]);
  });

  test('of a service that nobody knows it takes the expression that the alert brought, where no tool has it', () => {
    const { plan, alerts } = material();
    const brief = composeBrief(
      material({
        plan: { ...plan, facts: { ...plan.facts, services: [] } },
        alerts: alerts.map((alert) => ({ ...alert, expression: 'errors > 7' })),
        evidence: [],
        diagnosis: diagnose({ ...incident, evidence: [] }),
      }),
    );
    expect(brief.headline[0]).toMatch(/^unknown service: HighErrorRate fires \(errors > 7, team=shop\)/);
  });

  test('pasted as Markdown, text from outside makes no markup, no link and no mention; our own page stays a link', () => {
    const hostile = '<b>*now*</b> [x](https://evil.example) @everyone www.evil.example `rm`';
    const [first, ...rest] = material().items;
    const text = renderMarkdown(
      composeBrief(
        material({ items: [{ ...first!, state: 'could_not_check', evidence: undefined, reason: hostile }, ...rest] }),
      ),
    );
    const line = text.split('\n').find((each) => each.includes('evil.example')) ?? '';
    expect(line).not.toMatch(/(?<!\\)[<[`*@]/);
    expect(line).not.toMatch(/https?:\/\/|www\.evil/);
    expect(text).toContain(`<${page}>`);
  });
});
