import { type ActionHash, parseActionHash } from '#core/ids/action-hash';
import type { IncidentId, RunId } from '#core/ids/workflow-ids';
import fc from 'fast-check';
import type { ActionDocument } from '#core/actions/action';
import { canonicalJson } from '#core/json/canonical-json';
import { sha256 } from '#records/digest';
import type { Course } from './driver.ts';
import { environments, services } from './policies.ts';
import type { World } from './world.ts';

// What is proposed, where, by whom.

const environment = fc.constantFrom(...environments);
export const place = fc.record({ environment, service: fc.constantFrom(...services) });
const tool = fc.constantFrom('scale_deployment', 'scale_deployment', 'restart_deployment', 'rollback_deployment');
/** Counted from the newest. */
export const which = fc.nat({ max: 3 });
export const incidentIds = ['incident/one', 'incident/two'] as readonly string[] as readonly IncidentId[];

export const courseOf = ({ driver: { courses } }: World, index: number): Course =>
  courses[Math.max(0, courses.length - 1 - index)]!;

export const wish = fc.record({
  place,
  tool,
  replicas: fc.constantFrom(3, 5, 6, 6, 7, 90),
  startedBy: fc.constantFrom('Grace', 'Grace', 'ada', 'Bob', 'DAN '),
  incident: fc.option(fc.constantFrom(...incidentIds), { nil: undefined }),
  expiresInMinutes: fc.constantFrom(10, 30, 120),
  canBeUndone: fc.boolean(),
  step: fc.constantFrom('one', 'two', 'three'),
});
export type Wish = typeof wish extends fc.Arbitrary<infer Given> ? Given : never;

export function documentOf(world: World, given: Wish, at: { environment: string; service: string }): ActionDocument {
  const { clock, backEnd } = world.system;
  const now = backEnd.serviceOf(at);
  const after = (minutes: number) => new Date(clock.now() + minutes * 60_000).toISOString();
  const { tool: name, replicas, incident, expiresInMinutes, step } = given;
  const { version } = now;
  const isScale = name === 'scale_deployment';
  world.proposals += 1;
  return {
    version: 1,
    proposal: { runId: 'run/one' as RunId, path: step, number: world.proposals },
    ...(incident === undefined ? {} : { incident: { id: incident, workflowId: incident } }),
    runbook: { name: 'a-runbook', sha256: 'd'.repeat(64) },
    startedBy: { name: given.startedBy, channel: 'cli', verified: false },
    title: `${name} ${at.service}`,
    ...at,
    server: name === 'rollback_deployment' ? 'deployments' : 'infrastructure',
    tool: name,
    parameters: isScale ? { replicas } : {},
    target: { kind: 'service', name: at.service, uid: now.uid },
    precondition: isScale ? { version, replicas: now.replicas } : { version },
    expectation: {
      server: 'metrics',
      tool: 'get_it',
      arguments: {},
      withinSeconds: 60,
      scope: {},
      poll: { until: { cel: 'true' }, forSeconds: 0, everySeconds: 5 },
    },
    ifNotVerified: 'ask',
    ...(isScale && given.canBeUndone
      ? {
          undo: {
            tool: name,
            parameters: { replicas: now.replicas },
            precondition: { version, replicas },
            undoBy: after(expiresInMinutes + 60),
          },
        }
      : {}),
    evidence: [],
    proposedAt: after(0),
    expiresAt: after(expiresInMinutes),
  };
}

/** The oracle keeps its own account of what was proposed. */
export function tellOracle({ system: { oracle, backEnd } }: World, document: ActionDocument): ActionHash {
  const hash = parseActionHash(sha256(canonicalJson(document)));
  const { environment: where, service, server, tool: name, undo } = document;
  const numberIn = (parameters: ActionDocument['parameters']) => parameters['replicas'] as number | undefined;
  oracle.proposed(hash, {
    environment: where,
    service,
    server,
    tool: name,
    risk: name === 'rollback_deployment' ? 'destructive' : 'reversible',
    replicas: numberIn(document.parameters),
    ...(undo ? { undo: { replicas: numberIn(undo.parameters) ?? -1, by: Date.parse(undo.undoBy) } } : {}),
    startedBy: document.startedBy.name.trim(),
    incident: document.incident?.id,
    expiresAt: Date.parse(document.expiresAt),
    reach: backEnd.serviceOf({ environment: where, service }).reach,
  });
  return hash;
}

export async function propose(world: World, given: Wish): Promise<Course> {
  const document = documentOf(world, given, given.place);
  tellOracle(world, document);
  return world.driver.propose(document);
}
