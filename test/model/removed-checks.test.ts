import { expect, it } from 'vitest';
import { WRITE_CHECKS } from '#mcp/kit/write-checks';
import type { Rule } from './oracle.ts';
import { runSequences } from './run-sequences.ts';

interface Control {
  readonly without: readonly string[];
  readonly breaks: Rule;
  /** So that it is found soon. */
  readonly only: readonly string[];
}

const forging = ['propose', 'approve well', 'forge'];
const insisting = ['propose', 'approve well', 'execute'];

/** What comes to be written without a check of the gate. What two checks see to is written without both. */
const controls: readonly Control[] = [
  { without: ['bytes'], breaks: 'bytes', only: forging },
  { without: ['tool'], breaks: 'place', only: forging },
  { without: ['back end'], breaks: 'place', only: forging },
  { without: ['expiry'], breaks: 'expiry', only: [...insisting, 'wait'] },
  { without: ['marks'], breaks: 'rejected', only: ['carry out'] },
  { without: ['marks'], breaks: 'withdrawn', only: ['propose', 'withdraw', 'execute'] },
  { without: ['switches'], breaks: 'switch', only: ['carry out'] },
  { without: ['needed'], breaks: 'needed', only: [...insisting, 'incident'] },
  { without: ['lock'], breaks: 'lock', only: insisting },
  { without: ['preview'], breaks: 'reach', only: [...insisting, 'drift'] },
  { without: ['policy', 'approvals'], breaks: 'policy', only: [...insisting, 'policy'] },
  { without: ['approvals'], breaks: 'approvals', only: insisting },
];

const sentence = 'sees the rule $breaks broken where nothing checks $without';

it.each(controls)(sentence, { timeout: 120_000 }, async ({ without, breaks, only }) => {
  const checks = WRITE_CHECKS.filter(({ name }) => !without.includes(name));
  const found = await runSequences({ steps: 3_000, seed: 1, checks, until: breaks, only });
  expect(found.failure).toContain(`${breaks}: `);
});

it('leaves no check of the gate out', () => {
  expect(new Set(controls.flatMap(({ without }) => without))).toEqual(new Set(WRITE_CHECKS.map(({ name }) => name)));
});
