import type { ActionHash } from '#core/ids/action-hash';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#core/json/canonical-json';
import { ToolFailure } from '#mcp/kit/tool-failure';
import { actionDocument, nothingAgainst, scriptedExecutor, sha256 } from '../../negative-controls/scripted-executor.ts';

const document = actionDocument();
const hash = 'a'.repeat(64) as ActionHash;

describe('the preview of a write', () => {
  it('is the dry run of its tool, with the hash that people decide on; nothing is marked or recorded', async () => {
    const { gate, events } = scriptedExecutor();
    expect(await gate.preview({ document, actionHash: hash, part: 'do' })).toEqual({
      kind: 'previewed',
      preview: nothingAgainst.preview,
      previewHash: sha256(canonicalJson(nothingAgainst.preview)),
    });
    expect(events).toEqual(['preview']);
  });

  it('shows people nothing that they would not see', async () => {
    const previewNow = { ...nothingAgainst.preview, warnings: ['A migration \u202elies between.\u001b[2J'] };
    const { gate } = scriptedExecutor({ setting: { previewNow } });
    expect(await gate.preview({ document, actionHash: hash, part: 'do' })).toMatchObject({
      preview: { warnings: ['A migration lies between.'] },
    });
  });

  it.each([
    ['another server', { server: 'deployments' }],
    ['an environment without a credential', { environment: 'development' }],
    ['a tool that is not there', { tool: 'scale_everything' }],
    ['parameters that the tool does not take', { parameters: { replicas: 0 } }],
  ])('cannot be had for %s', async (_, changes) => {
    const { gate, events } = scriptedExecutor();
    expect(await gate.preview({ document: actionDocument(changes), actionHash: hash, part: 'do' })).toMatchObject({
      kind: 'wrong',
    });
    expect(events).toEqual([]);
  });

  it.each([
    ['PRECONDITION_FAILED', 'stale'],
    ['NOT_FOUND', 'stale'],
    ['INVALID_ARGUMENT', 'wrong'],
  ] as const)('is not there where the tool says %s', async (code, kind) => {
    const { gate } = scriptedExecutor({ dryRun: () => Promise.reject(new ToolFailure(code, 'payments has 5.')) });
    expect(await gate.preview({ document, actionHash: hash, part: 'do' })).toEqual({ kind, reason: 'payments has 5.' });
  });

  it('is asked for again where the back end is away', async () => {
    const { gate } = scriptedExecutor({ fault: (port) => (port === 'preview' ? 'before' : 'none') });
    await expect(gate.preview({ document, actionHash: hash, part: 'do' })).rejects.toThrow('preview is away');
  });

  it('makes a write stale that finds its target gone', async () => {
    const executor = scriptedExecutor({ dryRun: () => Promise.reject(new ToolFailure('NOT_FOUND', 'No payments.')) });
    expect(await executor.write()).toEqual({ kind: 'stale', reason: 'No payments.' });
  });
});

describe('the trace of a write', () => {
  it('is what its tool can tell by reading', async () => {
    const { gate, events } = scriptedExecutor();
    expect(await gate.trace({ document, actionHash: hash, part: 'do' })).toEqual({
      kind: 'took_effect',
      result: 'It has 6.',
    });
    expect(events).toEqual(['trace']);
  });

  it('cannot be told by a gate that is not the one of the action', async () => {
    const { gate } = scriptedExecutor();
    const other = actionDocument({ server: 'deployments' });
    expect(await gate.trace({ document: other, actionHash: hash, part: 'do' })).toMatchObject({ kind: 'cannot_tell' });
  });
});
