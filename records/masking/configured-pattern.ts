import { runInNewContext } from 'node:vm';
import { spansOf, type MaskingPattern } from './masking-pattern.ts';

/** An entry of `masking.patterns` in the configuration. */
export interface ConfiguredPattern {
  readonly name: string;
  /** A JavaScript regular expression, compiled with the flag `u`. What a group `before` matches stays readable. */
  readonly pattern: string;
}

const probeCharacters = 30_000;
/** A pattern that reads its text once needs about a millisecond for a probe. */
const probeMilliseconds = 500;

/**
 * A family from the configuration.
 * @throws Error that names the pattern if it does not compile, matches the empty text, or needs more than linear time
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
    throw new Error(
      `${whose} matches the empty text, so it would match everywhere. Make it require at least one character.`,
    );
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

/** Long texts that begin like a match and then fail, built from the characters of the pattern itself. */
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

/** Runs in a separate context, because nothing else can interrupt a regular expression. */
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
