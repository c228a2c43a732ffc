import fc from 'fast-check';
import { type SwitchScope, switchScopes } from '#core/policy/facts';
import { approveWell, deciding, made } from './deciding.ts';
import { faulty, optionsOf } from './faults.ts';
import { forge, forgeries } from './forging.ts';
import { environments, policyNames, services } from './policies.ts';
import { courseOf, incidentIds, place, propose, which, wish } from './proposing.ts';
import { type Command, command, type NamedCommand } from './world.ts';

// Everything that may happen, in any order, with any parameters, also nonsense ones.

const scope: fc.Arbitrary<SwitchScope> = fc.constantFrom(...switchScopes).chain((kind) => {
  const names = {
    global: [''],
    environment: [...environments],
    owner: ['team-payments', 'team-ledger'],
    service: services,
    adapter: ['infrastructure', 'deployments', 'lab'],
  };
  return fc.constantFrom(...names[kind]).map((name) => ({ kind, name }));
});

/** The whole way, so that there is much to go back from. */
const goingBack = command(
  'carry out and undo',
  fc.record({ wish, faulty }),
  async (world, { wish: given, faulty: fault }) => {
    world.system.clock.advance(31_000);
    const course = await propose(world, { ...given, tool: 'scale_deployment', replicas: 5, canBeUndone: true });
    await approveWell(world, course);
    await world.driver.lock(course);
    await world.driver.execute(course);
    await world.driver.settle(course, true);
    await world.driver.undo(course, { ...optionsOf(world, course, fault), insists: undefined });
  },
  true,
);

const proposing = command('propose', wish, async (world, given) => void (await propose(world, given)), true);

const carryingOut = command(
  'carry out',
  fc.record({ wish, faulty, waitSeconds: fc.constantFrom(0, 31, 60) }),
  async (world, { wish: given, faulty: fault, waitSeconds }) => {
    world.system.clock.advance(waitSeconds * 1000);
    const course = await propose(world, given);
    await approveWell(world, course);
    await world.driver.lock(course);
    await world.driver.execute(course, { ...optionsOf(world, course, fault), insists: undefined });
  },
  true,
);

const proposingAndDeciding = command(
  'propose and decide',
  fc.record({ wish, decisions: fc.array(fc.record(deciding), { minLength: 1, maxLength: 8, size: 'max' }) }),
  async (world, { wish: given, decisions }) => {
    const course = await propose(world, given);
    for (const how of decisions) {
      const { decision, vote } = await made(world, course, how);
      await world.driver.decided(course, decision, vote);
    }
  },
  true,
);

const deciders = command(
  'decide',
  fc.record({ which, ...deciding, isHeld: fc.boolean() }),
  async (world, { which: index, isHeld, ...how }) => {
    const course = courseOf(world, index);
    const { decision, vote } = await made(world, course, how);
    if (isHeld) world.held.push({ decision, ...(vote ? { vote } : {}) });
    else await world.driver.decided(course, decision, vote);
  },
);

const ofActions: readonly NamedCommand[] = [
  deciders,
  deciders,
  command('approve well', which, (world, index) => approveWell(world, courseOf(world, index))),
  command('deliver what was held', fc.record({ which, held: fc.nat() }), async (world, { which: index, held }) => {
    const one = world.held[held % Math.max(1, world.held.length)];
    if (one) await world.driver.decided(courseOf(world, index), one.decision, one.vote);
  }),
  command('replay', fc.record({ which, of: which }), async (world, { which: index, of }) => {
    const course = courseOf(world, index);
    const another = courseOf(world, of);
    for (const { jws } of another.life.decisions) {
      // It is nobody's decision on another action; on its own it was heard before.
      if (another !== course) await world.driver.decided(course, { jws }, undefined);
    }
  }),
  command('withdraw', which, (world, index) => world.driver.withdraw(courseOf(world, index))),
  command('lock', fc.record({ which, insists: fc.boolean() }), (world, given) =>
    world.driver.lock(courseOf(world, given.which), given.insists),
  ),
  command('execute', faulty, async (world, fault) => {
    const course = courseOf(world, fault.which);
    await world.driver.execute(course, optionsOf(world, course, fault));
  }),
  command('settle', fc.record({ which, isGood: fc.boolean() }), (world, { which: index, isGood }) =>
    world.driver.settle(courseOf(world, index), isGood),
  ),
  command('undo', faulty, async (world, fault) => {
    const course = courseOf(world, fault.which);
    await world.driver.undo(course, optionsOf(world, course, fault));
  }),
  command('reset', fc.record({ which, steps: fc.nat({ max: 6 }) }), async (world, { which: index, steps }) =>
    world.driver.reset(courseOf(world, index), steps),
  ),
  command(
    'forge',
    fc.record({ which, of: which, what: fc.constantFrom(...forgeries), wish }),
    (world, { which: index, of, what, wish: given }) =>
      forge(world, courseOf(world, index), courseOf(world, of), what, given),
  ),
  command('finish', which, (world, index) => world.driver.finish(courseOf(world, index))),
];

const ofTheWorld: readonly NamedCommand[] = [
  command('wait', fc.constantFrom(1, 31, 60, 290, 310, 890, 910, 1_790, 1_810, 3_700, 86_400), async (world, seconds) =>
    world.system.clock.advance(seconds * 1000),
  ),
  command(
    'drift',
    fc.record({ place, what: fc.constantFrom('replicas', 'version', 'uid', 'reach') }),
    async (world, { place: at, what }) => world.system.backEnd.drift(at, what),
  ),
  command('policy', fc.constantFrom(...policyNames, 'default', 'default', 'default', 'default'), async (world, name) =>
    world.system.setPolicy(name),
  ),
  command('switch', fc.record({ scope, isThrown: fc.boolean() }), (world, given) =>
    world.system.setSwitch(given.scope, given.isThrown),
  ),
  command('release switches', fc.constant(null), async (world) => {
    for (const kind of switchScopes)
      for (const name of [
        '',
        ...environments,
        ...services,
        'team-payments',
        'team-ledger',
        'infrastructure',
        'deployments',
        'lab',
      ])
        await world.system.setSwitch({ kind, name }, false);
  }),
  command(
    'incident',
    fc.record({
      id: fc.constantFrom(...incidentIds),
      now: fc.constantFrom(undefined, undefined, 'all alerts have resolved', 'hands are off', 'it is closed'),
    }),
    async ({ system }, { id, now }) => {
      if (now === undefined) system.incidents.delete(id);
      else system.incidents.set(id, now);
      system.oracle.needed(id, now === undefined);
    },
  ),
  command('restart', fc.boolean(), (world, dies) => world.system.restart(dies)),
  command('rotate the key', fc.constant(null), (world) => world.system.rotateKey()),
  command('hide the records', fc.constantFrom(true, false, false, false), (world, hidden) =>
    world.system.hideRecords(hidden),
  ),
];

const all: readonly NamedCommand[] = [
  proposing,
  proposingAndDeciding,
  carryingOut,
  carryingOut,
  carryingOut,
  goingBack,
  ...ofActions,
  ...ofTheWorld,
];

/**
 * @param most commands of one sequence
 * @param only of these; default: all
 * @param replayPath of a failure that was printed
 * @throws Error where there is no such command
 */
export function sequences(
  most: number,
  only?: readonly string[],
  replayPath?: string,
): fc.Arbitrary<Iterable<Command>> {
  const unknown = only?.find((wanted) => !all.some(({ name }) => name === wanted));
  if (unknown !== undefined) throw new Error(`There is no command "${unknown}".`);
  const chosen = all.filter(({ name }) => only?.includes(name) ?? true);
  return fc.commands(
    chosen.map(({ arbitrary }) => arbitrary),
    { maxCommands: most, size: 'max', ...(replayPath === undefined ? {} : { replayPath }) },
  );
}
