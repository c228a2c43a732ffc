import type { ActionHash } from '#core/ids/action-hash';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ActionDocument } from '#core/actions/action';
import { canonicalJson } from '#core/json/canonical-json';
import { parseAction } from '#mcp/kit/parse-action';
import { actionDocument } from '../../negative-controls/scripted-executor.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const bytes = canonicalJson(actionDocument());
const parsed = (text: string) => parseAction(text, sha256(text) as ActionHash);
const changed = (changes: Partial<ActionDocument>) => parsed(canonicalJson(actionDocument(changes)));

describe('the bytes of an action', () => {
  it('are the document that they say', () => {
    expect(parseAction(bytes, sha256(bytes) as ActionHash)).toEqual({ kind: 'document', document: actionDocument() });
  });

  it('are not those of another hash, whichever byte is changed', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const other = bytes.slice(0, at) + String.fromCharCode(code) + bytes.slice(at + 1);
        fc.pre(other !== bytes);
        expect(parseAction(other, sha256(bytes) as ActionHash)).toMatchObject({
          problem: expect.stringContaining('SHA-256'),
        });
        // With its own hash it is at most another action: approvals of this one are none of it.
        const found = parsed(other);
        if (found.kind === 'document') expect(canonicalJson(found.document)).toBe(other);
      }),
      { numRuns: 300 },
    );
  });

  const pretty = JSON.stringify(JSON.parse(bytes), null, 1);
  it.each([
    ['with spaces', pretty, 'canonical'],
    ['with keys in another order', JSON.stringify(actionDocument()), 'canonical'],
    ['with a key twice', bytes.replace('"replicas":6', '"replicas":7,"replicas":6'), 'canonical'],
    ['with a number written in another way', bytes.replace('"replicas":6', '"replicas":6.0'), 'canonical'],
    ['with an escaped character', bytes.replace('Scale payments', 'Sc\\u0061le payments'), 'canonical'],
    ['with a byte order mark', `\ufeff${bytes}`, 'not JSON'],
    ['with more after it', `${bytes} `, 'canonical'],
    ['of something else', '[]', 'not a valid action document'],
    ['of nothing', '', 'not JSON'],
    ['cut off', bytes.slice(0, -1), 'not JSON'],
    ['that nest too deeply', '['.repeat(40_000), 'deeper than 32'],
    ['that are too long', `"${'x'.repeat(70_000)}"`, 'the limit is 65536'],
    ['with half of a character in the title', bytes.replace('Scale payments', 'Scale \\ud800'), 'does not see'],
    ['with half of a character', bytes.replace('"replicas":6', '"mode":"\\ud800","replicas":6'), 'canonical'],
    ['with a key of prototypes', bytes.replace('"replicas":6', '"__proto__":{"replicas":7},"replicas":6'), ''],
  ])('are none %s', (_, text, words) => {
    expect(parsed(text)).toEqual({ kind: 'problem', problem: expect.stringContaining(words) });
  });

  it.each<[string, Partial<ActionDocument>]>([
    ['expires before it is proposed', { expiresAt: '2026-11-21T02:59:59.000Z' }],
    ['expires when it is proposed', { expiresAt: '2026-11-21T03:00:00.000Z' }],
    ['can be decided for more than seven days', { expiresAt: '2026-11-28T03:00:00.001Z' }],
    ['can be undone before it is proposed', { undo: { ...undoOf(), undoBy: '2026-11-21T02:00:00Z' } }],
    ['can be undone for ever', { undo: { ...undoOf(), undoBy: '2036-11-21T02:00:00Z' } }],
  ])('are none of what %s', (_, changes) => {
    expect(changed(changes)).toMatchObject({ kind: 'problem', problem: expect.stringMatching(/expires|undone/) });
  });

  it('may wait for seven days', () => {
    expect(changed({ expiresAt: '2026-11-28T03:00:00.000Z' })).toMatchObject({ kind: 'document' });
  });
});

function undoOf() {
  return { tool: 'scale_thing', parameters: { replicas: 4 }, precondition: { replicas: 6 } };
}
