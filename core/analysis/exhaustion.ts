import type { Candidate } from './candidate.ts';
import { candidateOf } from './candidate.ts';
import { Cause } from './cause.ts';
import { isAcute, isNearLimit, isTimely } from './conditions.ts';
import { Support } from './confidence.ts';
import type { Condition, Symptom } from './finding.ts';
import type { Scene } from './scene.ts';
import type { Picture } from './symptoms.ts';
import { conditionWords, listing } from './words.ts';

/** What ran out: in words, and how directly that shows the cause, 0 to 1. */
interface Exhausted {
  readonly statement: string;
  readonly support: number;
  readonly symptoms: readonly Symptom[];
  readonly conditions: readonly Condition[];
}

/** A pool at its limit, processes killed for their memory, or instances near a limit while something goes wrong. */
export function exhaustionCandidate(picture: Picture, scene: Scene): Candidate | undefined {
  const { service, troubles } = picture;
  const exhausted = fullPool(picture) ?? outOfMemory(picture, scene.onset) ?? nearLimit(picture);
  if (!exhausted) return undefined;
  // Waiting for something slow fills a pool too.
  const origin = scene.explainedBy.get(service);
  return candidateOf(scene, {
    service,
    cause: Cause.resourceExhaustion,
    statement: `${exhausted.statement}${origin === undefined ? '' : `, perhaps only while it waits for ${origin}`}.`,
    support: exhausted.support * (origin === undefined ? 1 : Support.explained),
    direct: origin === undefined,
    symptoms: [...exhausted.symptoms, ...troubles.filter((symptom) => !exhausted.symptoms.includes(symptom))],
    conditions: exhausted.conditions,
  });
}

function fullPool({ service, troubles }: Picture): Exhausted | undefined {
  const full = troubles.find(({ signal, after }) => signal === 'saturation_ratio' && after.value >= 0.95);
  if (!full) return undefined;
  const what = full.dimension ? `${full.dimension.name} "${full.dimension.value}"` : 'capacity';
  const statement = `${service} has used up its ${what}`;
  return { statement, support: Support.exhaustion, symptoms: [full], conditions: [] };
}

function outOfMemory({ service, conditions }: Picture, onset: number): Exhausted | undefined {
  const killed = conditions.filter((one) => one.kind === 'out_of_memory' && isTimely(one, onset));
  if (killed.length === 0) return undefined;
  const statement = `${service} has used up its memory: ${listing(killed.map(conditionWords))}`;
  return { statement, support: Support.exhaustion, symptoms: [], conditions: killed };
}

function nearLimit({ service, conditions, troubles }: Picture): Exhausted | undefined {
  const near = conditions.filter(isNearLimit);
  const failing = conditions.filter(isAcute);
  if (near.length === 0 || (troubles.length === 0 && failing.length === 0)) return undefined;
  const statement = `${service} is close to a limit: ${listing(near.map(conditionWords))}`;
  return { statement, support: Support.nearLimit, symptoms: [], conditions: [...near, ...failing] };
}
