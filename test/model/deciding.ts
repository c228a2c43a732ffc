import fc from 'fast-check';
import type { DecisionAnswer } from '#core/actions/decision';
import type { Course } from './driver.ts';
import type { Vote } from './oracle.ts';
import { colleagues, decide, decisionMilliseconds, type Flaw, flaws, soundFlaws } from './people.ts';
import type { World } from './world.ts';

interface Deciding {
  readonly person: number;
  readonly answer: DecisionAnswer;
  readonly flaw: Flaw;
  readonly breakGlass: boolean;
}

/** Somebody decides, or forges that somebody did. */
export async function made(world: World, { life }: Course, { person: index, answer, flaw, breakGlass }: Deciding) {
  const { system } = world;
  const { actionHash, previewHash = '0'.repeat(64), document } = life;
  const person = colleagues[index % colleagues.length]!;
  const incident = document.incident?.id;
  const at = system.clock.now();
  const keys = await system.keys();
  const { decision } = await decide({ person, flaw, answer, breakGlass, actionHash, previewHash, incident }, keys, at);
  if (!soundFlaws.has(flaw)) return { decision };
  const vote: Vote = {
    hash: actionHash,
    previewHash,
    person,
    answer,
    breakGlass,
    decidedAt: at,
    incident,
    isSignedIn: flaw !== 'no token',
    isFreshLogin: flaw !== 'stale login',
    expiresAt: at + decisionMilliseconds,
  };
  system.oracle.voted(vote);
  return { decision, vote };
}

export async function approveWell(world: World, course: Course): Promise<void> {
  for (const person of [1, 2, 3, 4]) {
    if (course.life.state !== 'awaiting') return;
    const { decision, vote } = await made(world, course, {
      person,
      answer: 'approve',
      flaw: 'none',
      breakGlass: false,
    });
    await world.driver.decided(course, decision, vote);
  }
}

export const deciding = {
  person: fc.nat({ max: colleagues.length - 1 }),
  answer: fc.constantFrom<DecisionAnswer>('approve', 'approve', 'approve', 'approve', 'reject', 'by_hand'),
  flaw: fc.oneof(
    { weight: 1, arbitrary: fc.constant<Flaw>('none') },
    { weight: 2, arbitrary: fc.constantFrom(...flaws) },
  ),
  breakGlass: fc.boolean().chain((isAsked) => (isAsked ? fc.boolean() : fc.constant(false))),
};
