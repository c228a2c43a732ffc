import { performance } from 'node:perf_hooks';
import { evaluatePolicy } from '#core/policy/evaluate-policy';
import { ACTION, changed, FACTS, NOW, ownerText, past, policyOf } from '../core/policy/example-policy.ts';
import { atMost, type Figure } from './figures.ts';

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Asia/Kolkata'];

/** An action that passes every stage, of a policy with an owner's file, hours and ten freezes in five zones. */
const policy = policyOf({
  platform: changed((it) => {
    it['ceilings'] = { ...(it['ceilings'] as object), rate: { count: 200, per: '1h' } };
    it['freezes'] = zones.flatMap((zone, index) => [
      { name: `cron-${index}`, zone, cron: '0 17 * * 5', for: '63h', reason: 'a bench' },
      {
        name: `weekly-${index}`,
        zone,
        weekly: { days: ['sat', 'sun'], from: '00:00', to: '24:00' },
        reason: 'a bench',
      },
    ]);
  }),
  owners: [
    ownerText({
      ceilings: { hours: { days: ['wed'], from: '00:00', to: '24:00', zone: 'Europe/Berlin' }, cooldown: '1m' },
    }),
  ],
});

/** Of a service with the longest past that a lock keeps. */
const facts = {
  ...FACTS,
  past: { value: Array.from({ length: 200 }, (_, index) => past(4000 + 2000 * (200 - index))), at: NOW },
};

/**
 * How long one evaluation takes. On a busy machine the clock also counts what others computed meanwhile, so beside it
 * stand the processor's time of the same evaluations, and an empty function by the same clock.
 */
export function measurePolicy(rounds = 20_000): readonly Figure[] {
  const evaluated = () => {
    const { kind } = evaluatePolicy(policy, ACTION, facts);
    if (kind !== 'approvals') throw new Error(`The action of the bench came out as ${kind}.`);
  };
  const empty = () => {};
  for (let round = 0; round < 1000; round++) evaluated();
  const [times, own, bare] = [new Float64Array(rounds), new Float64Array(rounds), new Float64Array(rounds)];
  for (let round = 0; round < rounds; round++) {
    const used = process.cpuUsage();
    times[round] = timed(evaluated);
    const { user, system } = process.cpuUsage(used);
    own[round] = (user + system) / 1000;
    bare[round] = timed(empty);
  }
  return [
    { what: 'policy: one evaluation', milliseconds: times, goal: atMost(times, 0.99, 1) },
    { what: '  its own processor time', milliseconds: own, goal: atMost(own, 0.99, 1) },
    { what: '  an empty function', milliseconds: bare },
  ];
}

function timed(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}
