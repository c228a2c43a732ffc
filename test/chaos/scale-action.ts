import type { ActionHash } from '#core/ids/action-hash';
import type { RunId } from '#core/ids/workflow-ids';
import { createHash, randomUUID } from 'node:crypto';
import type { ActionDocument } from '#core/actions/action';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import type { DefinedWriteTool } from '#mcp/kit/define-write-tool';
import { builtInWriteTools } from '../support/built-in-server.ts';

/** One service of one lab. The service lock lets one action of it through at a time. */
export interface Place {
  readonly environment: string;
  readonly service: string;
}

/** Plans against the labs themselves: what is tried is the executor. */
export function scaleTool(labs: Readonly<Record<string, string>>): DefinedWriteTool {
  const environments = Object.fromEntries(Object.entries(labs).map(([name, url]) => [name, { url }]));
  const tools = builtInWriteTools({ name: 'infrastructure', adapter: 'lab', environments });
  return tools.find(({ name }) => name === 'scale_deployment')!;
}

/** The bytes of an action that scales from one instance to two, or back, as a run proposes it. */
export async function proposeScaling(tool: DefinedWriteTool, { environment, service }: Place) {
  const { signal } = new AbortController();
  const backEnd = 'lab';
  const planFor = (replicas: number) => tool.plan({ environment, service, backEnd, parameters: { replicas } }, signal);
  const replicas = await planFor(2).then(
    () => 2,
    () => 1,
  );
  const { undo, ...plan } = await planFor(replicas);
  const now = Date.now();
  const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
  const document: ActionDocument = {
    version: 1,
    proposal: { runId: `run/chaos/${randomUUID()}` as RunId, path: 'scale', number: 1 },
    runbook: { name: 'chaos', sha256: '0'.repeat(64) },
    startedBy: { name: 'chaos', channel: 'cli', verified: false },
    title: `Scale ${service} to ${replicas}`,
    environment,
    service,
    server: 'infrastructure',
    backEnd,
    tool: tool.name,
    parameters: { replicas },
    ...plan,
    expectation: {
      server: 'infrastructure',
      tool: 'get_service_status',
      arguments: { environment, service },
      scope: {},
      poll: { until: { cel: `result.replicas == ${replicas}` }, forSeconds: 0, everySeconds: 1 },
      withinSeconds: 20,
    },
    ifNotVerified: 'ask',
    undo: undo && { ...undo, undoBy: at(70) },
    evidence: [],
    proposedAt: at(0),
    expiresAt: at(10),
  };
  const bytes = canonicalJson(withoutUndefinedKeys(document));
  return { bytes, actionHash: createHash('sha256').update(bytes).digest('hex') as ActionHash };
}
