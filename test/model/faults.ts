import fc from 'fast-check';
import type { Course, ExecuteOptions } from './driver.ts';
import { made } from './deciding.ts';
import { which } from './proposing.ts';
import type { World } from './world.ts';

// What goes wrong with an attempt to write.

export const faulty = fc.record({
  which,
  twice: fc.boolean(),
  insists: fc.constantFrom(undefined, 'with the lock' as const, 'without it' as const),
  dies: fc.constantFrom(undefined, undefined, undefined, 'before the intent' as const, 'after the intent' as const),
  back: fc.constantFrom(
    ...([
      'none',
      'none',
      'none',
      'dies after the effect',
      'loses the reply',
      'never gets there',
      'comes late',
    ] as const),
  ),
  meanwhile: fc.option(
    fc.record({
      at: fc.constantFrom('needed' as const, 'judge' as const, 'intent' as const, 'intent' as const),
      what: fc.constantFrom('switch', 'reject', 'replicas', 'version'),
    }),
    { nil: undefined, freq: 3 },
  ),
});
export type Faulty = typeof faulty extends fc.Arbitrary<infer Given> ? Given : never;

export function optionsOf(
  world: World,
  course: Course,
  { twice, insists, dies, back, meanwhile }: Faulty,
): ExecuteOptions {
  const { system, driver } = world;
  system.backEnd.fail(back);
  const happens = async () => {
    const { service, environment: where } = course.life.document;
    switch (meanwhile?.what) {
      case undefined:
        return;
      case 'switch':
        return system.setSwitch({ kind: 'service', name: service }, true);
      case 'reject': {
        const { decision, vote } = await made(world, course, {
          person: 5,
          answer: 'reject',
          flaw: 'none',
          breakGlass: false,
        });
        // Only the mark is made: its workflow waits for the write.
        const shadow: Course = { ...course, before: [] };
        return driver.decided(shadow, decision, vote);
      }
      case 'replicas':
      case 'version':
        return system.backEnd.drift({ service, environment: where }, meanwhile.what);
    }
  };
  return {
    twice,
    insists,
    fault: { ...(dies ? { dies } : {}), ...(meanwhile ? { meanwhile: { at: meanwhile.at, happens } } : {}) },
  };
}
