import type { ActionHash } from '#core/ids/action-hash';
import type { ActionDocument, ActionPart } from '#core/actions/action';
import { canonicalJson } from '#core/json/canonical-json';
import { sha256 } from '#records/digest';
import type { Course } from './driver.ts';
import { spareEnvironment } from './policies.ts';
import { documentOf, tellOracle, type Wish } from './proposing.ts';
import type { World } from './world.ts';

export const forgeries = [
  'other parameters',
  'other bytes',
  'other server',
  'spare environment',
  'decisions of another',
  'wider preview',
  'preview of another hash',
  'no decisions',
  'held decisions',
  'undo',
  'old fence',
] as const;

/** Somebody with Temporal's credentials goes past the workflow: takes the lock and calls the gate with what they like. */
export async function forge(
  world: World,
  course: Course,
  other: Course,
  what: (typeof forgeries)[number],
  given: Wish,
) {
  const { system, driver } = world;
  let { document, actionHash, bytes, preview, previewHash, fence } = course.life;
  const { decisions } = course.life;
  let jws: readonly { readonly jws: string }[] = decisions;
  let part: ActionPart = 'do';
  let { server } = document;
  if (what === 'spare environment') {
    document = documentOf(world, given, { environment: spareEnvironment, service: given.place.service });
    bytes = canonicalJson(document);
    actionHash = tellOracle(world, document);
    server = document.server;
  }
  if (what === 'other parameters') document = { ...document, parameters: { replicas: 7 } };
  if (what === 'other bytes') bytes = bytes.replace('a-runbook', 'b-runbook');
  if (what === 'other server') server = server === 'deployments' ? 'infrastructure' : 'deployments';
  if (what === 'decisions of another') jws = other.life.decisions;
  if (what === 'no decisions') jws = [];
  if (what === 'held decisions') jws = world.held.map(({ decision }) => decision);
  if (what === 'undo') part = 'undo';
  course.wasTamperedWith = true;
  const life = { ...course.life, document, actionHash };
  const grant = what === 'old fence' ? undefined : await driver.askForLock({ ...course, life }, part);
  if (grant?.kind === 'granted') fence = grant.fence;
  if (what === 'spare environment' || what === 'other parameters' || what === 'wider preview') {
    preview = await dryRun(world, document, actionHash);
    if (what === 'wider preview' && preview) preview = { ...preview, instances: [...preview.instances, 'everything'] };
    previewHash = sha256(canonicalJson(preview ?? null));
  }
  if (what === 'preview of another hash' && preview) preview = { ...preview, warnings: ['all is well'] };
  if (!preview || previewHash === undefined) return;
  const gate = system.executor().gates.get(server);
  system.oracle.entered();
  const sent = jws.map(({ jws: text }) => ({ jws: text }));
  await gate
    ?.write({ document, bytes, actionHash, part, decisions: sent, fence, preview, previewHash })
    // Without an answer nothing has to have happened: what counts is what the back end sees.
    .catch(() => undefined);
  if (grant?.kind === 'granted') system.release(document, actionHash, part, 'good');
}

async function dryRun({ system }: World, document: ActionDocument, actionHash: ActionHash) {
  const tools = [...system.backEnd.tools.infrastructure, ...system.backEnd.tools.deployments];
  const found = tools.find(({ name }) => name === document.tool);
  const { environment: where, service, backEnd, target, precondition, parameters } = document;
  const write = {
    environment: where,
    service,
    backEnd,
    target,
    precondition,
    parameters,
    part: 'do' as const,
    actionHash,
  };
  try {
    return await found?.preview(write, new AbortController().signal);
  } catch {
    // The target is not as it was: there is nothing to forge.
    return undefined;
  }
}
