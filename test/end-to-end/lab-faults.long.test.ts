import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { IncidentState } from '#core/incidents/incident';
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

  // At which moment the worker gets SIGKILL; the others run through.
  const kills: Readonly<Record<string, (state: IncidentState) => boolean>> = {
    'bad-release': ({ items }) => items.some(({ state }) => state === 'running'),
    'slow-dependency': ({ items }) => items.some(({ state }) => state === 'answered'),
  };

  test.each(faults.filter(({ truth }) => truth))('$name is named right', async ({ name, truth }) => {
    try {
      await live.lab.break(name);
      if (name === 'bad-release') await live.lab.break('harmless-configuration');
      const incidentId = await live.nextIncident();
      const kill = kills[name];
      if (kill) {
        await live.untilState(incidentId, 'the moment to kill the worker', kill);
        live.system.investigator.current().kill('SIGKILL');
      }
      const state = await live.untilState(incidentId, 'the brief', ({ brief }) => brief !== undefined);
      expect(new Set(state.items.map((item) => item.state))).toEqual(new Set(['answered']));
      const brief = live.readBrief(state);
      expect(brief.findings[0], JSON.stringify(brief.headline)).toMatchObject({ ...truth });
      expect(brief.verdict).toBe(truth?.cause === 'false_alarm' ? 'healthy' : 'cause_found');
      for (const { evidence } of brief.findings) expect(evidence.length).toBeGreaterThan(0);
      if (truth?.cause === 'false_alarm') expect(brief.headline.join('\n')).toMatch(/HEALTHY[^]*no action/);
      // What no signal can say: that an instance crashes, or fails its health check.
      const said = { 'crash-loop': 'crashing', 'instance-stuck': 'fails_health_check' }[name];
      if (said !== undefined) expect(brief.findings[0]?.conditions?.map(({ kind }) => kind)).toContain(said);
      if (name === 'bad-release') expect(brief.ruledOut.map(({ subject }) => subject).join()).toContain('mailer');
    } finally {
      await live.healAndSettle();
    }
  });
});
