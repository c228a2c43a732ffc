import { isAutomatic, writeRisks } from './approval-level.ts';
import { ceilingsInForce } from './in-force.ts';
import { hit, hitIf, type Judging, type Refusals } from './judging.ts';
import { type Limits, limitValue } from './limits.ts';
import { freshFact } from './read-facts.ts';
import { shortHash } from '../ids/short-hash.ts';

// What the service lock has counted, across incidents.

/** After failures nothing runs by itself any more; people still may approve. */
export function judgeBreaker(judging: Judging): Refusals {
  const found = judging.past();
  if (found.kind === 'unknown') return [found.hit];
  // What nobody knows the risk of might have been one that runs by itself.
  if (!isAutomatic(judging.level) && judging.scoped.risk !== undefined) return [];
  const limits = limitsOf(judging);
  const { 'breaker.bad': most, 'breaker.within': within } = limits;
  if (most === undefined || within === undefined) return [hit('breaker', 'nothing says how many actions may fail')];
  const bad = found.value.filter(({ end, at }) => end === 'bad' && judging.now - at <= within * 1000).length;
  return hitIf(
    bad >= most,
    'breaker',
    `${bad} actions on ${judging.action.service} failed or did not help within ${limitValue('breaker.within', within)}; from ${most} on none runs by itself`,
  );
}

export function judgeLock({ action, facts, now }: Judging): Refusals {
  const found = freshFact('lockedBy', 'whether another action is under way', facts.lockedBy, now);
  if (found.kind === 'unknown') return [found.hit];
  const holder = found.value;
  return hitIf(
    holder !== undefined && holder !== null,
    'lock',
    `another action on ${action.service} is under way: ${shortHash(String(holder))}`,
  );
}

/** Cool-down and rate. */
export function judgePace(judging: Judging): Refusals {
  const found = judging.past();
  if (found.kind === 'unknown') return [found.hit];
  const { now, action } = judging;
  const { cooldown, 'rate.count': most, 'rate.per': per } = limitsOf(judging);
  if (cooldown === undefined) return [hit('cooldown', 'nothing says how long to wait between two actions')];
  if (most === undefined || per === undefined) return [hit('rate', 'nothing says how many actions are allowed')];
  const last = Math.max(-Infinity, ...found.value.map(({ at }) => at));
  const ago = Math.max(0, Math.round((now - last) / 1000));
  const counted = found.value.filter(({ at }) => now - at < per * 1000).length;
  return [
    ...hitIf(
      now - last < cooldown * 1000,
      'cooldown',
      `the last action on ${action.service} was ${ago}s ago; at least ${limitValue('cooldown', cooldown)} lie between two`,
    ),
    ...hitIf(
      counted >= most,
      'rate',
      `${counted} actions on ${action.service} within ${limitValue('rate.per', per)}; at most ${most}`,
    ),
  ];
}

export function judgeErrorBudget(judging: Judging): Refusals {
  const { facts, now, risk, scoped } = judging;
  // A service without one has nothing to spend.
  if (facts.errorBudget === undefined) return [];
  const found = freshFact('errorBudget', 'how much of the error budget is left', facts.errorBudget, now);
  if (found.kind === 'unknown') return [found.hit];
  const left = found.value;
  if (!(left >= 0 && left <= 1)) return [hit('fact.errorBudget', `${String(left)} is no share from 0 to 1`)];
  const limits = limitsOf(judging);
  const needed = (scoped.risk === undefined ? writeRisks : [scoped.risk]).map((one) => limits[`errorBudget.${one}`]);
  if (needed.includes(undefined)) {
    return [hit('error-budget', `nothing says how much has to be left for ${risk} actions`)];
  }
  const least = Math.max(...needed.flatMap((one) => one ?? []));
  return hitIf(
    left < least,
    'error-budget',
    `${left} of the error budget is left; ${risk} actions need at least ${least}`,
  );
}

const limitsOf = ({ layers, action }: Judging): Limits => ceilingsInForce(layers, action.environment);
