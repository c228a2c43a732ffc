import { expect, inject, it } from 'vitest';
import '../support/quiet-runtime.ts';
import type { Blow } from './points.ts';
import { chaosOfWrites } from './writes.ts';

// At every point of a write: once each, with the executor killed. HOLDFAST_FULL=1 tries more of what can happen, `npm run
// chaos -- writes` all of it, a thousand times.
const isFull = process.env['HOLDFAST_FULL'] === '1';
const everyday: readonly Blow[] = ['executor killed'];
const full: readonly Blow[] = ['executor killed', 'Temporal killed', 'back end silent'];

it(
  'a write that is struck at any of its points has one effect at most, and is told as it was',
  async () => {
    const lines: string[] = [];
    const figures = await chaosOfWrites({
      writes: isFull ? 40 : 1,
      seed: 20_261_121,
      labs: isFull ? 4 : 2,
      blows: isFull ? full : everyday,
      temporalProgram: inject('temporalProgram'),
      report: (line) => void lines.push(line),
    });
    const none = { doubled: 0, lied: 0, silent: 0, stuck: 0, untold: 0 };
    expect(figures, lines.join('\n')).toMatchObject({ violations: none, problems: [] });
    // Otherwise it would have shown nothing.
    expect(figures.struck, lines.join('\n')).toBeGreaterThan(0);
    expect(figures.effects).toBeGreaterThan(0);
  },
  isFull ? 1_800_000 : 300_000,
);
