import { nearestNames } from '#core/text/nearest-name';
import { ToolFailure } from './tool-failure.ts';
import { cut } from '#core/text/cut';

const shownNames = 30;

/**
 * A NOT_FOUND failure that lists what exists.
 * @param what `service`, `instance of payments`
 */
export function notFound(source: string, what: string, name: string, known: readonly string[]): ToolFailure {
  const near = nearestNames(name, known, 3);
  const meant = near.length > 0 ? ` Names like it: ${near.join(', ')}.` : '';
  const more = known.length > shownNames ? ` and ${known.length - shownNames} more` : '';
  const there = known.length > 0 ? `It has: ${known.slice(0, shownNames).join(', ')}${more}.` : 'It has none.';
  const asked = JSON.stringify(cut(name, 100));
  return new ToolFailure('NOT_FOUND', `${source} has no ${what} ${asked}.${meant} ${there}`);
}
