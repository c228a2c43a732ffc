import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { faults } from '#lab/faults/index';
import { startLiveDemo } from '../support/live-demo.ts';

// One standing lab for all: real services, load, Prometheus, Alertmanager, Temporal, gateway and worker.
describe('live, from a real alert to a brief', { timeout: 180_000 }, () => {
  let live: Awaited<ReturnType<typeof startLiveDemo>>;
  beforeAll(async () => {
    live = await startLiveDemo(inject('temporalProgram'));
    await live.healAndSettle();
  }, 120_000);
  afterAll(() => live?.stop());

  test.each(faults.filter(({ truth }) => truth))('$name is named right', async ({ name, truth }) => {
    try {
      await live.lab.break(name);
      const incidentId = await live.nextIncident();
      const state = await live.untilState(incidentId, 'the brief', ({ brief }) => brief !== undefined);
      const brief = live.readBrief(state);
      expect(brief.findings[0], JSON.stringify(brief.headline)).toMatchObject({ ...truth });
      expect(brief.verdict).toBe(truth?.cause === 'false_alarm' ? 'healthy' : 'cause_found');
      if (truth?.cause === 'false_alarm') expect(brief.headline.join('\n')).toMatch(/HEALTHY[^]*no action/);
      for (const { evidence } of brief.findings) expect(evidence.length).toBeGreaterThan(0);
    } finally {
      await live.healAndSettle();
    }
  });

  test.each(['once its items run', 'once an item is answered'])(
    'the worker killed %s: the same items and the same finding',
    async (moment) => {
      try {
        await live.lab.break('bad-release');
        await live.lab.break('harmless-configuration');
        const incidentId = await live.nextIncident();
        await live.untilState(incidentId, moment, ({ items }) =>
          items.some(({ state }) => state === (moment === 'once its items run' ? 'running' : 'answered')),
        );
        live.system.investigator.current().kill('SIGKILL');
        const state = await live.untilState(incidentId, 'the brief', ({ brief }) => brief !== undefined);
        expect(state.items.map((item) => item.state)).toEqual(['answered', 'answered', 'answered', 'answered']);
        const brief = live.readBrief(state);
        expect(brief.findings[0]).toMatchObject({ service: 'payments', cause: 'bad_release' });
        expect(brief.ruledOut.map(({ subject }) => subject).join()).toContain('mailer');
      } finally {
        await live.healAndSettle();
      }
    },
  );
});
