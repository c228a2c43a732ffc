import { runInNewContext } from 'node:vm';
import { spansOf, type MaskingPattern } from './masking-pattern.ts';

/** Of the configuration's `masking.patterns`. */
export interface ConfiguredPattern {
  readonly name: string;
  /** A regular expression of JavaScript, read with the flag `u`. A group `before` stays readable. */
  readonly pattern: string;
}

const probeCharacters = 30_000;
/** A pattern that reads its text once takes about a millisecond for a probe. */
const probeMilliseconds = 500;

/**
 * A family from the configuration.
 * @throws Error that names the pattern when it does not compile, matches the empty text, or takes more than linear time
 * on a probe: incidents carry text that attackers write, and a slow pattern would stop the process
 */
export function configuredPattern({ name, pattern }: ConfiguredPattern): MaskingPattern {
  const whose = `The masking pattern "${name}"`;
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, 'gu');
  } catch (error) {
    throw new Error(`${whose} does not compile: ${(error as Error).message}. Correct it in masking.patterns.`, {
      cause: error,
    });
  }
  if (new RegExp(pattern, 'u').test('')) {
    throw new Error(`${whose} matches the empty text, so it would match everywhere. Let it ask for one character.`);
  }
  for (const probe of probes(pattern)) {
    if (!endsInTime(pattern, probe)) {
      throw new Error(
        `${whose} is too slow: ${probeCharacters} characters of ${JSON.stringify(probe.slice(0, 12))}... take it more ` +
          `than ${probeMilliseconds} ms. Bound its repetitions ({1,64} for +) and do not nest them.`,
      );
    }
  }
  return { name, find: (text) => spansOf(text, expression) };
}

/** Long texts that begin like a match and then are none, made of what the pattern itself names. */
function probes(pattern: string): string[] {
  const words = pattern
    .replaceAll(/\(\?(?:[:=!]|<[=!]|<\w+>)|\\[a-zA-Z](?:\{[^}]*\})?|\{[\d,]*\}|[\\^$.*+?()[\]{}|]/g, ' ')
    .split(' ')
    .filter((word) => word.length > 0);
  const units = new Set(['a', 'A', '0', ' ', '_', '-', '.', '/', '=', '@', 'a ', 'a0', 'a.', '\n', ...words]);
  units.add(words.join(''));
  for (const character of words.join('')) units.add(character);
  return [...units]
    .filter((unit) => unit.length > 0)
    .map((unit) => `${unit.repeat(Math.ceil(probeCharacters / unit.length))}\u0001`);
}

/** Runs in a context of its own because nothing else can interrupt a regular expression. */
function endsInTime(pattern: string, probe: string): boolean {
  try {
    runInNewContext('probe.replace(new RegExp(pattern, "gu"), "")', { pattern, probe }, { timeout: probeMilliseconds });
    return true;
  } catch (error) {
    // Not `instanceof Error`: the error may belong to the other context.
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  }
}
