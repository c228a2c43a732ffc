import { oneOf, shown } from '../documents/issue-words.ts';
import type { DocumentPath, PlacedProblem } from '../documents/problem.ts';
import { approvalLevels, stricterLevel, writeRisks } from './approval-level.ts';
import { layerOf } from './compile-layer.ts';
import type { PolicyLayer, PolicyWorld } from './compiled-policy.ts';
import { ceilingsInForce, levelInForce, limitsInForce } from './in-force.ts';
import { isLooser, limitNames, type Limits, limitRules, limitValue } from './limits.ts';
import type { OwnerPolicyDocument, PolicyDocument } from './policy-document.ts';

export interface LayerContext {
  readonly world: PolicyWorld;
  /** What the file may only tighten; empty for the platform's own. */
  readonly above: readonly PolicyLayer[];
  /** Whose services it is about; absent for the platform's. */
  readonly owner?: string;
}

const error = (path: DocumentPath, problem: string, remedy: string): PlacedProblem => ({
  severity: 'error',
  path,
  at: 'value',
  problem,
  remedy,
});

/** What a file's schema cannot tell: names that nobody knows, and what is looser than what it may only tighten. */
export function checkLayer(document: PolicyDocument | OwnerPolicyDocument, context: LayerContext): PlacedProblem[] {
  const layer = layerOf(document);
  return [
    ...environmentNames(document, context),
    ...looserLevels(document, context),
    ...looserCeilings(layer, context),
    ...looserLimits(layer, context),
    ...emptyRanges(layer, context),
    ...ruleNames(document),
    ...ruleScopes(document, context),
    ...emptyFreezes(document),
  ];
}

function environmentNames({ environments }: PolicyDocument | OwnerPolicyDocument, { world }: LayerContext) {
  return Object.keys(environments).flatMap((name) =>
    unknownName('environment', name, Object.keys(world.environments), ['environments', name]).map(
      (problem): PlacedProblem => ({ ...problem, at: 'key' }),
    ),
  );
}

function unknownName(what: string, name: string, known: readonly string[], path: DocumentPath): PlacedProblem[] {
  if (known.includes(name)) return [];
  const remedy = known.length > 0 ? oneOf(name, known) : `Configure ${name} first: no ${what} is.`;
  return [error(path, `no ${what} ${shown(name)} is configured, so this would never apply`, remedy)];
}

function looserLevels({ environments }: PolicyDocument | OwnerPolicyDocument, { world, above }: LayerContext) {
  return Object.entries(environments).flatMap(([name, levels]) =>
    writeRisks.flatMap((risk) => {
      const given = levels[risk];
      const kind = Object.hasOwn(world.environments, name) ? world.environments[name]?.kind : undefined;
      if (given === undefined || kind === undefined) return [];
      const least = levelInForce(above, kind, name, risk);
      if (stricterLevel(given, least) === given) return [];
      const allowed = approvalLevels.slice(approvalLevels.indexOf(least)).join(' or ');
      const problem = `${risk} actions in ${name} (${kind}) need ${least} at least, and ${given} is looser`;
      return [error(['environments', name, risk], problem, `Write ${allowed}, or remove it.`)];
    }),
  );
}

function looserCeilings(layer: PolicyLayer, { above }: LayerContext): PlacedProblem[] {
  const own = looser(layer.ceilings, ceilingsInForce(above, ''), []);
  const ofEnvironments = Object.entries(layer.environmentCeilings).flatMap(([name, ceilings]) =>
    looser(ceilings, ceilingsInForce([...above, { ...layer, environmentCeilings: {} }], name), ['environments', name]),
  );
  return [...own, ...ofEnvironments];
}

function looserLimits(layer: PolicyLayer, { above }: LayerContext): PlacedProblem[] {
  const ceilings = ceilingsInForce([...above, layer], '');
  return Object.entries(layer.limits).flatMap(([tool, limits]) => {
    const path = ['limits', tool];
    // A platform's limits lie within its own ceilings; an owner's within the platform's limits for the same tool.
    if (above.length === 0) return looser(limits, ceilings, path, true);
    const platform = limitsInForce(above, tool);
    if (platform) return looser(limits, platform, path, true, true);
    const known = Object.keys(above[0]?.limits ?? {});
    const problem = `the platform's policy has no limits for ${tool}, so it may not write at all`;
    return [{ ...error(path, problem, oneOf(tool, known)), at: 'key' as const }];
  });
}

/** @param within keys of the path that stand before the limit's own */
function looser(
  given: Limits,
  allowed: Limits,
  within: DocumentPath,
  isTool = false,
  mustBeKnown = false,
): PlacedProblem[] {
  return limitNames.flatMap((name) => {
    const [value, limit] = [given[name], allowed[name]];
    const section = isTool || name.startsWith('breaker.') ? [] : ['ceilings'];
    const path = [...within, ...section, ...name.split('.')];
    if (value === undefined) return [];
    if (limit === undefined) {
      if (!mustBeKnown) return [];
      return [
        error(path, `the platform's policy has no such limit here, so there is nothing to tighten`, 'Remove it.'),
      ];
    }
    if (!isLooser(name, value, limit)) return [];
    const [mine, theirs] = [limitValue(name, value), limitValue(name, limit)];
    const side = limitRules[name].stricter === 'lower' ? 'at most' : 'at least';
    return [error(path, `${mine} is looser than ${theirs}, which it may only tighten`, `Write ${side} ${theirs}.`)];
  });
}

function emptyRanges(layer: PolicyLayer, { above }: LayerContext): PlacedProblem[] {
  const { 'replicas.min': least, 'replicas.max': most } = ceilingsInForce([...above, layer], '');
  if (least === undefined || most === undefined || least <= most) return [];
  const problem = `at least ${least} and at most ${most} replicas: no number is both`;
  return [error(['ceilings', 'replicas'], problem, 'Correct one of the two.')];
}

function ruleNames(document: PolicyDocument | OwnerPolicyDocument): PlacedProblem[] {
  return (['forbid', 'freezes'] as const).flatMap((key) => {
    const seen = new Set<string>();
    return document[key].flatMap(({ name }, index) => {
      if (!seen.has(name)) {
        seen.add(name);
        return [];
      }
      return [error([key, index, 'name'], `a second rule "${name}"`, 'Give it a name of its own.')];
    });
  });
}

function ruleScopes(
  document: PolicyDocument | OwnerPolicyDocument,
  { world, owner, above }: LayerContext,
): PlacedProblem[] {
  const services = Object.keys(world.services).filter((name) => !owner || world.services[name] === owner);
  const tools = Object.keys(above[0]?.limits ?? document.limits);
  const known = { environments: Object.keys(world.environments), services, tools };
  const words = {
    environments: 'environment',
    services: owner ? `service of ${owner}` : 'service with an owner',
    tools: 'tool with limits',
  };
  return (['forbid', 'freezes'] as const).flatMap((key) =>
    document[key].flatMap((rule, index) =>
      (['environments', 'services', 'tools'] as const).flatMap((names) =>
        (rule[names] ?? []).flatMap((name, at) =>
          unknownName(words[names], name, known[names], [key, index, names, at]),
        ),
      ),
    ),
  );
}

function emptyFreezes(document: PolicyDocument | OwnerPolicyDocument): PlacedProblem[] {
  return document.freezes.flatMap((freeze, index) =>
    'to' in freeze && freeze.to <= freeze.from
      ? [error(['freezes', index, 'to'], 'it ends before it begins', 'Write a later moment, or change both.')]
      : [],
  );
}
