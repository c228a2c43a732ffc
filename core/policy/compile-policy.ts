import type { z } from 'zod';
import { explainIssues } from '../documents/explain-issues.ts';
import { oneOf, shown } from '../documents/issue-words.ts';
import { inOrder, readDocument } from '../documents/parse-document.ts';
import { DocumentError, type PlacedProblem, type Problem } from '../documents/problem.ts';
import { canonicalJson, withoutUndefinedKeys } from '../json/canonical-json.ts';
import { checkLayer, type LayerContext } from './check-layer.ts';
import { layerOf } from './compile-layer.ts';
import type { CompiledPolicy, PolicyLayer, PolicyWorld } from './compiled-policy.ts';
import { OwnerPolicyDocument, PolicyDocument } from './policy-document.ts';

export type { CompiledPolicy, PolicyWorld } from './compiled-policy.ts';

export interface PolicyFile {
  readonly file: string;
  readonly text: string;
}

export interface PolicySources {
  readonly platform: PolicyFile;
  readonly owners: readonly PolicyFile[];
  readonly world: PolicyWorld;
  /** SHA-256 of a text in hex. */
  readonly digest: (text: string) => string;
}

export interface PolicyCompilation {
  /** Absent where there are errors: a part of a policy is none. */
  readonly policy?: CompiledPolicy;
  /** Errors and warnings of all files, in the order of the files. */
  readonly problems: readonly Problem[];
}

/** Checks and compiles the platform's file and those of owners. Total: whatever is in them is told with its place. */
export function compilePolicy({ platform, owners, world, digest }: PolicySources): PolicyCompilation {
  const problems: Problem[] = [];
  const base = readPlatform(platform, world, problems);
  const tightened = new Map<string, PolicyLayer>();
  for (const file of owners) {
    const own = readOwner(file, world, base?.layer, tightened, problems);
    if (own) tightened.set(own.owner, own.layer);
  }
  if (!base || problems.some(({ severity }) => severity === 'error')) return { problems };
  const { document, layer } = base;
  const content = withoutUndefinedKeys({
    version: 1 as const,
    environments: world.environments,
    owners: Object.fromEntries(Object.entries(world.owners).map(([owner, groups]) => [owner, sorted(groups)])),
    services: world.services,
    backEnds: world.backEnds,
    second: sorted(document.second),
    breakGlass: sorted(document.breakGlass?.groups ?? []),
    platform: layer,
    tightened: Object.fromEntries(tightened),
  });
  return { policy: { ...content, sha256: digest(canonicalJson(content)) }, problems };
}

const sorted = (names: readonly string[]) => [...new Set(names)].sort();

function readPlatform(file: PolicyFile, world: PolicyWorld, problems: Problem[]) {
  const read = readKind(file, 'Policy', PolicyDocument, problems);
  if (!read) return undefined;
  const layer = layerOf(read.data);
  problems.push(...inOrder(checkLayer(read.data, { world, above: [] }).map(read.locate)));
  return { document: read.data, layer };
}

function readOwner(
  file: PolicyFile,
  world: PolicyWorld,
  platform: PolicyLayer | undefined,
  known: ReadonlyMap<string, PolicyLayer>,
  problems: Problem[],
): { readonly owner: string; readonly layer: PolicyLayer } | undefined {
  const read = readKind(file, 'OwnerPolicy', OwnerPolicyDocument, problems);
  if (!read) return undefined;
  const { owner } = read.data;
  const found: PlacedProblem[] = [];
  if (!Object.hasOwn(world.owners, owner)) {
    const remedy = oneOf(owner, Object.keys(world.owners));
    found.push(placed(['owner'], `no owner ${shown(owner)} in catalogue.owners`, remedy));
  } else if (known.has(owner)) {
    found.push(placed(['owner'], `another file is the policy of ${owner} too`, 'Make one file of the two.'));
  }
  // What is wrong with the platform's file is told there; against nothing, everything would be looser.
  const context: LayerContext = { world, above: platform ? [platform] : [], owner };
  if (platform) found.push(...checkLayer(read.data, context));
  problems.push(...inOrder(found.map(read.locate)));
  return { owner, layer: layerOf(read.data) };
}

const placed = (path: PlacedProblem['path'], problem: string, remedy: string): PlacedProblem => ({
  severity: 'error',
  path,
  at: 'value',
  problem,
  remedy,
});

function readKind<T>(file: PolicyFile, kind: string, schema: z.ZodType<T>, problems: Problem[]) {
  try {
    const { value, locate } = readDocument(file.text, file.file);
    if (value.kind !== kind) {
      const missing = value.kind === undefined;
      const problem = missing ? '`kind` is missing' : `the kind is ${shown(value.kind)}, and a policy is expected`;
      problems.push(locate({ ...placed(['kind'], problem, `Write ${kind}.`), at: missing ? 'key' : 'value' }));
      return undefined;
    }
    const result = schema.safeParse(value);
    if (result.success) return { data: result.data, locate };
    problems.push(...inOrder(explainIssues(schema, value, result.error.issues).map(locate)));
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    problems.push(...error.problems);
  }
  return undefined;
}
