import { beforeAll, expect, test } from 'vitest';
import { investigate } from './captured-investigation.ts';

let brief: string;
beforeAll(async () => {
  ({ brief } = await investigate());
});

test('over captured replies the brief names the release', () => {
  const { findings, items } = JSON.parse(brief) as { findings: object[]; items: { tool: string; state: string }[] };
  expect(findings[0]).toMatchObject({ service: 'payments', cause: 'bad_release' });
  // The captured system has no infrastructure server.
  for (const { tool, state } of items) {
    expect([tool, state]).toEqual([tool, tool.startsWith('infrastructure.') ? 'not_applicable' : 'answered']);
  }
});

test('another investigation of them gives the same bytes', async () => {
  expect((await investigate()).brief).toBe(brief);
});
