import type { Risk } from '../vocabulary/risk.ts';
import { levelWords } from './approval-level.ts';
import { type CompiledPolicy, entryOf, type FreezeRule } from './compiled-policy.ts';
import {
  asksSignIn,
  ceilingsInForce,
  kindOfEnvironment,
  layersOf,
  levelInForce,
  limitsInForce,
  speaksOf,
} from './in-force.ts';
import { limitNames, limitRules, type Limits, limitValue } from './limits.ts';
import { nextOccurrence, occurrenceAt } from './time-window.ts';
import { clockWords } from './zoned-time.ts';

export interface PolicyQuestion {
  readonly service: string;
  readonly environment: string;
  /** `infrastructure.restart_pod`. */
  readonly tool: string;
  readonly risk: Exclude<Risk, 'read'>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** To which number of replicas; with it the limits of that are judged. */
  readonly replicas?: number;
}

/** What policy says of such an action before there is one: a line each, for a person. */
export function explainPolicy(policy: CompiledPolicy, question: PolicyQuestion): readonly string[] {
  const { service, environment, tool, risk, now } = question;
  const owner = entryOf(policy.services, service);
  if (owner === undefined || !entryOf(policy.owners, owner)) {
    const what = owner === undefined ? `service "${service}" with an owner` : `owner "${owner}"`;
    return [`Denied: the catalogue has no ${what}. Services: ${Object.keys(policy.services).join(', ') || 'none'}.`];
  }
  const kind = kindOfEnvironment(policy, environment);
  const layers = layersOf(policy, owner);
  const limits = limitsInForce(layers, tool);
  const ceilings = ceilingsInForce(layers, environment);
  const scoped = { tool, environment, service, risk };
  const forbids = layers.flatMap((layer) => layer.forbids.filter((rule) => speaksOf(rule, scoped)));
  const freezes = layers.flatMap((layer) => layer.freezes.filter((rule) => speaksOf(rule, scoped)));
  const listed = entryOf(policy.environments, environment) ? kind : `not listed, so ${kind}`;
  return [
    `${tool} on ${service} (owner ${owner}) in ${environment} (${listed}), ${risk}`,
    '',
    ...(limits ? [] : [`Denied: the policy has no limits for ${tool}.`]),
    ...forbids.map(({ rule, reason }) => `Denied by ${rule}: ${reason}.`),
    ...approvalLines(policy, question, owner),
    '',
    'At most, whoever approves it:',
    ...limitLines(ceilings, question.replicas),
    ...(limits ? ['', `At most by ${tool}:`, ...limitLines(limits, question.replicas)] : []),
    ...layers.flatMap(({ hours }) =>
      hours.map(({ days, zone }) => `Only within hours, on ${days.join(', ')} (${zone}).`),
    ),
    '',
    ...(freezes.length === 0 ? ['No freeze speaks of it.'] : freezes.flatMap((freeze) => freezeLines(freeze, now))),
  ];
}

function approvalLines(
  policy: CompiledPolicy,
  { environment, risk }: PolicyQuestion,
  owner: string,
): readonly string[] {
  const level = levelInForce(layersOf(policy, owner), kindOfEnvironment(policy, environment), environment, risk);
  const groups = entryOf(policy.owners, owner) ?? [];
  const second = policy.second.filter((group) => !groups.includes(group));
  const lines = [`It ${levelWords(level)}.`];
  if (level === 'automatic' || level === 'notified') return lines;
  lines.push(`  May approve: ${groups.join(', ') || 'nobody, the owner has no groups'}`);
  if (level === 'two_approvals') {
    lines.push(
      `  May approve as the second: ${second.join(', ') || 'nobody, so it is denied: name a group in `second`'}`,
    );
  }
  if (asksSignIn(policy, environment)) lines.push('  Each signs in for the decision.');
  if (policy.breakGlass.length > 0) lines.push(`  In an emergency, alone: ${policy.breakGlass.join(', ')}`);
  return lines;
}

function limitLines(limits: Limits, replicas: number | undefined): readonly string[] {
  return limitNames.flatMap((name) => {
    const value = limits[name];
    if (value === undefined) return [];
    const isOver =
      replicas !== undefined &&
      ((name === 'replicas.min' && replicas < value) || (name === 'replicas.max' && replicas > value));
    const verdict = isOver ? `  <- ${replicas} is denied` : '';
    return [`  ${limitValue(name, value).padStart(6)}  ${limitRules[name].words} (${name})${verdict}`];
  });
}

function freezeLines({ rule, reason, window }: FreezeRule, now: number): readonly string[] {
  const on = occurrenceAt(window, now);
  const next = nextOccurrence(window, now);
  const clock = (instant: number) => clockWords(instant, window.zone);
  return [
    on ? `Denied now by ${rule} until ${clock(on.end)}: ${reason}.` : `Not denied now by ${rule}: ${reason}.`,
    ...(next
      ? [`  Next from ${clock(next.start)} to ${clock(next.end)}`]
      : ['  It does not come again within 400 days.']),
  ];
}
