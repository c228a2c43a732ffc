import { expect, inject, it } from 'vitest';
import '../support/quiet-runtime.ts';
import { chaosOfWrites } from './writes.ts';

// At every point of a write; `npm run chaos -- writes` tries a thousand.

it('a write that is struck at any of its points has one effect at most, and is told as it was', async () => {
  const lines: string[] = [];
  const figures = await chaosOfWrites({
    writes: 40,
    seed: 20_261_121,
    labs: 4,
    blows: ['executor killed', 'Temporal killed', 'back end silent'],
    temporalProgram: inject('temporalProgram'),
    report: (line) => void lines.push(line),
  });
  const none = { doubled: 0, lied: 0, silent: 0, stuck: 0, untold: 0 };
  expect(figures, lines.join('\n')).toMatchObject({ violations: none, problems: [] });
  // Otherwise it would have shown nothing.
  expect(figures.struck, lines.join('\n')).toBeGreaterThan(0);
  expect(figures.effects).toBeGreaterThan(0);
}, 1_800_000);
