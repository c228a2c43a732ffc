import { expect, it } from 'vitest';
import { chooseBackEnds } from '#mcp/kit/choose-back-ends';
import { combineInfrastructure } from '#mcp/servers/infrastructure/combine';
import { inMemoryInfrastructure } from '../../../contracts/in-memory/infrastructure.ts';

const { signal } = new AbortController();
const cluster = inMemoryInfrastructure({ services: { cart: ['cart-1'] } }).backEnd;
const functions = inMemoryInfrastructure({ services: { mail: ['mail-1'] } }).backEnd;
const locator = { backEnd: () => undefined, settings: () => ({}) };
const both = combineInfrastructure(
  chooseBackEnds({ server: 'infrastructure', environment: 'production', locator }, [
    { name: 'cluster', backEnd: cluster },
    { name: 'functions', backEnd: functions },
  ]),
);

it('each part of what two back ends say names the one that says it', async () => {
  const { services } = await both.services(signal);
  const { events } = await both.events({ start: new Date(0).toISOString() }, signal);
  const ofMail = [
    await both.service('mail', signal),
    ...(await both.utilization('mail', signal)).instances,
    ...(await both.checkHealth('mail', signal)),
  ];
  expect(services.map(({ service, backEnd }) => [service, backEnd])).toEqual([
    ['cart', 'cluster'],
    ['mail', 'functions'],
  ]);
  expect(new Set(events.map(({ service, backEnd }) => `${service} ${backEnd}`))).toEqual(
    new Set(['cart cluster', 'mail functions']),
  );
  expect(new Set(ofMail.map(({ backEnd }) => backEnd))).toEqual(new Set(['functions']));
});
