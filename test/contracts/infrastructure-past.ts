import { expect } from 'vitest';
import { always, type InfrastructureClause } from './infrastructure-facts.ts';

/** What instances wrote, and what happened to them. */
export const pastClauses: readonly InfrastructureClause[] = [
  {
    sentence: 'lines are newest last, as many as are asked for',
    async check({ backEnd, signal, talkative }) {
      const { lastWords, ...from } = await talkative();
      const lines = async (count: number) =>
        (await backEnd.logs({ ...from, lines: count, previous: false }, signal)).lines;
      const all = await lines(1_000);
      expect(all.length).toBeGreaterThanOrEqual(4);
      expect(all.at(-1)?.text).toContain(lastWords);
      const times = all.flatMap(({ at }) => (at === undefined ? [] : [Date.parse(at)]));
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(await lines(2)).toEqual(all.slice(-2));
    },
  },
  {
    sentence: 'lines are complete where there are no more',
    async check({ backEnd, signal, talkative }) {
      const { service, instance } = await talkative();
      const complete = async (lines: number) =>
        (await backEnd.logs({ service, instance, lines, previous: false }, signal)).complete;
      expect([await complete(1_000), await complete(2)]).toEqual([true, false]);
    },
  },
  {
    sentence: 'previous lines are those of the process that ran before the present one',
    async check({ backEnd, signal, crashed }) {
      const { service, instance, lastWords } = await crashed();
      const lines = async (previous: boolean) => {
        const answer = await backEnd.logs({ service, instance, lines: 1_000, previous }, signal);
        return answer.lines.filter(({ text }) => text.includes(lastWords)).length;
      };
      expect([(await lines(true)) > 0, await lines(false)]).toEqual([true, 0]);
    },
  },
  {
    sentence: 'an instance that was started again says how often, and how the process before it ended',
    async check({ backEnd, signal, crashed }) {
      const { service, instance, since } = await crashed();
      const state = await backEnd.service(service, signal);
      const found = state.instances.find(({ name }) => name === instance);
      expect(found).toMatchObject({ state: 'healthy', restarts: 1 });
      expect(found?.lastExit?.code ?? found?.lastExit?.signal).toBeDefined();
      expect(Date.parse(found!.lastExit!.at)).toBeGreaterThanOrEqual(Date.parse(since));
      expect(Date.parse(found!.startedAt)).toBeGreaterThanOrEqual(Date.parse(found!.lastExit!.at));
    },
  },
  {
    sentence: 'events are oldest first, from an instant on',
    async check({ backEnd, signal, crashed }) {
      const { service, instance, since } = await crashed();
      const from = async (start: string) => (await backEnd.events({ service, start }, signal)).events;
      const events = await from(since);
      const ofInstance = events.filter((event) => event.instance === instance);
      expect(ofInstance.slice(0, 2)).toMatchObject([{ kind: 'crashed' }, { kind: 'restarted' }]);
      const times = events.map(({ at }) => Date.parse(at));
      expect(times).toEqual([...times].sort((a, b) => a - b));
      const { at } = ofInstance[1]!;
      expect((await from(at))[0]).toEqual(ofInstance[1]);
    },
  },
  {
    sentence: 'events are those of one service, or of all',
    async check({ backEnd, signal, service, crashed }) {
      const { service: other } = await crashed();
      const of = async (name?: string) => {
        const { events, complete, warnings } = await backEnd.events({ service: name, start: always }, signal);
        expect({ complete, warnings }).toEqual({ complete: true, warnings: [] });
        return new Set(events.map((event) => event.service));
      };
      expect([...(await of(other))]).toEqual([other]);
      const all = await of();
      expect([all.has(service), all.has(other)]).toEqual([true, true]);
    },
  },
  {
    sentence: 'events are not complete where the back end has given up some of the time',
    async check({ backEnd, signal, forgotten }) {
      const start = await forgotten();
      expect(await backEnd.events({ start }, signal)).toMatchObject({ complete: false });
    },
  },
];
