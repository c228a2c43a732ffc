import { describe, expect, it } from 'vitest';
import { presentable, presentableText } from '#mcp/kit/presentable';
import { createMasker } from '#records/masking/create-masker';
import { echoServer, echoTool } from '../../support/tool-server-parts.ts';

const masker = createMasker({ patterns: [] });
const secret = `ghp_${'a1B2'.repeat(9)}`;
const hidden = `${secret.slice(0, 10)}\u200b${secret.slice(10)}`;
const masked = presentableText(secret, masker);

describe('what is shown of text from outside', () => {
  it('has no secret, one with an invisible character in it neither', () => {
    expect(masked).toMatch(/^\[masked:/);
    expect(presentableText(hidden, masker)).toBe(masked);
    expect(presentable({ [hidden]: [hidden] }, masker)).toEqual({ [masked]: [masked] });
  });

  it('has no half of a secret where it is cut', () => {
    const long = presentable(`${'x'.repeat(8_160)} ${secret} and more, and more`, masker);
    expect(long).toMatch(/x .*\[cut: \d+ characters\]$/);
    expect(long).not.toContain('ghp_');
    expect(presentableText(`${'x'.repeat(1_980)} ${secret}`, masker)).not.toContain('ghp_');
  });

  it('is the same the second time', () => {
    const once = presentable({ text: `${'y'.repeat(9_000)} ${hidden}` }, masker);
    expect(presentable(once, masker)).toEqual(once);
  });
});

describe('a secret with an invisible character in it', () => {
  const call = { tool: 'echo_text', signal: new AbortController().signal };

  it('is in neither result nor audit log', async () => {
    const tool = echoTool({ handler: async () => ({ data: { text: hidden }, source: hidden, hints: [hidden] }) });
    const server = echoServer(tool, { masker });
    const outcome = await server.call({ ...call, arguments: { environment: 'staging', text: hidden } });
    expect(outcome).toMatchObject({
      kind: 'result',
      envelope: { data: { text: masked }, meta: { source: masked }, hints: [masked] },
    });
    expect(server.audit.records).toMatchObject([{ arguments: { environment: 'staging', text: masked } }]);
  });

  it('is not in the words of a failure', async () => {
    const outcome = await echoServer(echoTool(), { masker }).call({ ...call, arguments: { environment: hidden } });
    expect(outcome.kind === 'error' && outcome.failure.message).toContain(`environment "${masked}" is not configured`);
  });
});
