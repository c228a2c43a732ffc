import type { JsonValue } from '../json/json-value.ts';
import { Risk } from '../ids/risk.ts';
import { entryOf, type CompiledPolicy } from './compiled-policy.ts';
import type { JudgedAction, PolicyFacts } from './facts.ts';
import { kindOfEnvironment, layersOf, levelInForce } from './in-force.ts';
import { hit, type Judging, type Refusals } from './judging.ts';
import { pastOf, timeOf } from './read-facts.ts';

type Named =
  | { readonly kind: 'read' }
  | { readonly kind: 'write'; readonly judging: Judging }
  | { readonly kind: 'refused'; readonly hits: Refusals };

/** Whether the action is one at all, and who and what its names are. The first stage. */
export function judgeNames(policy: CompiledPolicy, action: JudgedAction, facts: PolicyFacts): Named {
  const hits = [...shapeRefusals(action)];
  const now = timeOf(facts.now);
  if (now === undefined) hits.push(hit('fact.now', `"${String(facts.now)}" is no time`));
  const owner = entryOf(policy.services, action.service);
  if (owner === undefined) {
    hits.push(hit('schema.service', `the catalogue has no service "${action.service}" with an owner`));
  } else if (facts.owner !== owner) {
    const found = facts.owner === undefined ? 'nobody could find out' : `"${facts.owner}" was found`;
    hits.push(
      hit('schema.owner', `the owner of ${action.service} is "${owner}" by the policy's catalogue, and ${found}`),
    );
  } else if (!entryOf(policy.owners, owner)) {
    hits.push(hit('schema.owner', `the catalogue has no owner "${owner}": name the groups in catalogue.owners`));
  }
  if (hits.length > 0 || owner === undefined || now === undefined) return { kind: 'refused', hits };
  if (facts.risk === Risk.read) return { kind: 'read' };

  const { environment, service } = action;
  // What nobody knows the risk of is destructive.
  const known = facts.risk === Risk.reversible || facts.risk === Risk.destructive ? facts.risk : undefined;
  const risk = known ?? Risk.destructive;
  const kind = kindOfEnvironment(policy, environment);
  const layers = layersOf(policy, owner);
  const level = levelInForce(layers, kind, environment, risk);
  const scoped = { tool: `${action.server}.${action.tool}`, environment, service, risk: known };
  let found: ReturnType<typeof pastOf> | undefined;
  const past = () => (found ??= pastOf(facts, now));
  return { kind: 'write', judging: { policy, action, facts, now, owner, kind, risk, layers, level, scoped, past } };
}

/** Names that select nothing, or everything. */
const noName = /^$|[\s*?]/;

function shapeRefusals(action: JudgedAction): Refusals {
  const hits = [];
  if (action.part !== 'do' && action.part !== 'undo') {
    hits.push(hit('schema.part', `"${String(action.part)}" is no part of an action: it is do or undo`));
  }
  for (const key of ['environment', 'service', 'server', 'tool'] as const) {
    const value: unknown = action[key];
    if (typeof value !== 'string' || noName.test(value)) {
      hits.push(hit(`schema.${key}`, `the ${key} "${String(value)}" names nothing, or more than one`));
    }
  }
  for (const key of ['name', 'uid'] as const) {
    const value: unknown = action.target[key];
    if (typeof value !== 'string' || noName.test(value)) {
      hits.push(hit(`schema.target`, `the target's ${key} "${String(value)}" names nothing, or more than one`));
    }
  }
  const parameters: Readonly<Record<string, JsonValue>> | null = action.parameters;
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) {
    hits.push(hit('schema.parameters', 'the parameters are no keys with values'));
  }
  return hits;
}
