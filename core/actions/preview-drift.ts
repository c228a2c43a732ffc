import type { Preview } from './action.ts';
import { stricter } from '../ids/risk.ts';

/** Goes up by itself, between looking and writing; policy judges it anew at the write. */
const isAge = (amount: string) => amount.endsWith('_age_seconds');

/**
 * What an action would now do beyond or unlike the preview that people were shown, in words with both values; undefined where
 * nothing has changed. Fewer instances and another age are not drift: people approved at least that.
 */
export function driftOf(approved: Preview, now: Preview): string | undefined {
  const drifts = [
    ...changesDrift(approved.changes, now.changes),
    ...reachDrift(approved.instances, now.instances),
    ...riskDrift(approved.risk, now.risk),
    ...amountsDrift(approved.amounts, now.amounts),
  ];
  return drifts.length === 0 ? undefined : `${drifts.join('; ')}.`;
}

function changesDrift(approved: Preview['changes'], now: Preview['changes']): readonly string[] {
  const fields = [...new Set([...approved, ...now].map(({ field }) => field))].sort();
  return fields.flatMap((field) => {
    const [was, is] = [wordsOf(approved, field), wordsOf(now, field)];
    return was === is ? [] : [`previewed was ${field} ${was}, it would be ${is} now`];
  });
}

/** All changes of one field: a list that names one twice says something else than one that names it once. */
function wordsOf(changes: Preview['changes'], field: string): string {
  const words = changes.filter((one) => one.field === field).map(({ from, to }) => `from ${from} to ${to}`);
  return words.join(' and ') || 'no change';
}

function reachDrift(approved: Preview['instances'], now: Preview['instances']): readonly string[] {
  const known = new Set(approved);
  const beyond = now.filter((name) => !known.has(name));
  const list = (names: readonly string[]) => names.join(', ') || 'no instance';
  if (beyond.length > 0) return [`previewed was ${list(approved)}, it would also reach ${list(beyond)} now`];
  if (now.length <= approved.length) return [];
  return [`previewed was to reach ${approved.length} instances, it would reach ${now.length} now`];
}

function riskDrift(approved: Preview['risk'], now: Preview['risk']): readonly string[] {
  if (stricter(approved, now) === approved) return [];
  return [`previewed was ${approved}, it would be ${now} now`];
}

function amountsDrift(approved: Preview['amounts'], now: Preview['amounts']): readonly string[] {
  const names = [...new Set([...Object.keys(approved), ...Object.keys(now)])].filter((name) => !isAge(name)).sort();
  const valueOf = (amounts: Preview['amounts'], name: string) =>
    Object.hasOwn(amounts, name) ? String(amounts[name]) : 'none';
  return names.flatMap((name) => {
    const [was, is] = [valueOf(approved, name), valueOf(now, name)];
    return was === is ? [] : [`previewed was ${name} ${was}, it would be ${is} now`];
  });
}
