import { didYouMean } from '../text/nearest-name.ts';
import type { Risk } from '../ids/risk.ts';
import { isAutomatic, levelWords, type WriteRisk } from './approval-level.ts';
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
import { hoursWords } from './hours-words.ts';
import { limitNames, limitRules, type Limits, limitValue } from './limits.ts';
import { isSurelyInside, nextOccurrence, occurrenceAt } from './time-window.ts';
import { clockWords } from './zoned-time.ts';

export interface PolicyQuestion {
  readonly service: string;
  readonly environment: string;
  /** `infrastructure.restart_pod`. */
  readonly tool: string;
  readonly risk: Risk;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** To which number of replicas; with it the limits of that are judged. */
  readonly replicas?: number;
}

interface WriteQuestion extends PolicyQuestion {
  readonly risk: WriteRisk;
}

/** What policy says of such an action before there is one, the verdict first: a line each, for a person. */
export function explainPolicy(policy: CompiledPolicy, question: PolicyQuestion): readonly string[] {
  const { service, environment, tool, risk, now, replicas } = question;
  const owner = entryOf(policy.services, service);
  if (owner === undefined || !entryOf(policy.owners, owner)) return unknownOwner(policy, service, owner);
  const asked = `${tool} on ${service} (owner ${owner}) in ${environmentWords(policy, environment)}, ${risk}, on ${clockWords(now, 'UTC')}`;
  if (risk === 'read') {
    return [
      asked,
      '',
      'It runs without approval.',
      '  default.read: reading changes nothing, so neither limits nor hours nor freezes hold for it',
    ];
  }
  const layers = layersOf(policy, owner);
  const limits = limitsInForce(layers, tool);
  const ceilings = ceilingsInForce(layers, environment);
  const scoped = { tool, environment, service, risk };
  const forbids = layers.flatMap((layer) => layer.forbids.filter((rule) => speaksOf(rule, scoped)));
  const freezes = layers.flatMap((layer) => layer.freezes.filter((rule) => speaksOf(rule, scoped)));
  const hours = layers.flatMap((layer) => layer.hours);
  const known = Object.keys(layers[0]?.limits ?? {});
  const denials = [
    ...(limits
      ? []
      : [
          `limit.tool: the policy has no limits for ${tool}, so it is not used.${didYouMean(tool, known)} It has limits for: ${known.join(', ') || 'none'}.`,
        ]),
    ...forbids.map(({ rule, reason }) => `${rule}: ${reason}`),
    ...freezes.flatMap((freeze) => frozenNow(freeze, now)),
    ...hours.flatMap((window) =>
      isSurelyInside(window, now) ? [] : [`limit.hours: it is ${clockWords(now, window.zone)}, outside the hours`],
    ),
    ...overLimit('ceiling', ceilings, replicas),
    ...overLimit('limit', limits ?? {}, replicas),
  ];
  return [
    asked,
    '',
    ...(denials.length > 0 ? ['Denied:', ...denials.map((line) => `  ${line}`)] : []),
    ...approvalLines(policy, { ...question, risk }, owner, denials.length > 0),
    '',
    'No tool may exceed, regardless of approvals:',
    ...limitLines(ceilings, risk),
    ...(limits ? ['', `${tool} may not exceed:`, ...limitLines(limits, risk)] : []),
    '',
    ...hours.map((window) => `Only on ${hoursWords(window)} ${window.zone}.`),
    ...(freezes.length === 0 ? ['There are no freezes for it.'] : ['Freezes:']),
    ...freezes.map((freeze) => `  ${freeze.rule}: ${freeze.reason}; ${nextWords(freeze, now)}`),
  ];
}

function unknownOwner(policy: CompiledPolicy, service: string, owner: string | undefined): readonly string[] {
  const known = Object.keys(policy.services);
  if (owner !== undefined)
    return [
      `Denied: the catalogue has no owner "${owner}", whose ${service} is: without groups nobody can approve for it.`,
    ];
  return [
    `Denied: the catalogue has no service "${service}" with an owner.${didYouMean(service, known)} It has: ${known.join(', ') || 'none'}.`,
  ];
}

function environmentWords(policy: CompiledPolicy, environment: string): string {
  const kind = kindOfEnvironment(policy, environment);
  if (entryOf(policy.environments, environment)) return kind === environment ? environment : `${environment} (${kind})`;
  const near = didYouMean(environment, Object.keys(policy.environments));
  return `${environment} (not listed, so it counts as ${kind}${near && `.${near}`})`;
}

function approvalLines(
  policy: CompiledPolicy,
  { environment, risk }: WriteQuestion,
  owner: string,
  isDenied: boolean,
): readonly string[] {
  const level = levelInForce(layersOf(policy, owner), kindOfEnvironment(policy, environment), environment, risk);
  const groups = entryOf(policy.owners, owner) ?? [];
  const second = policy.second.filter((group) => !groups.includes(group));
  const first = `${isDenied ? 'Otherwise it' : 'It'} ${levelWords(level)}.`;
  if (isAutomatic(level)) return [first];
  return [
    first,
    `  May approve: ${groups.join(', ') || 'nobody, so it is denied: the owner has no groups'}`,
    ...(level === 'two_approvals'
      ? [`  May approve as the second: ${second.join(', ') || 'nobody, so it is denied: name a group in `second`'}`]
      : []),
    ...(asksSignIn(policy, environment) ? ['  Each of them signs in for the decision.'] : []),
    ...(policy.breakGlass.length > 0 ? [`  May approve alone in an emergency: ${policy.breakGlass.join(', ')}`] : []),
  ];
}

function limitLines(limits: Limits, risk: WriteRisk): readonly string[] {
  return limitNames.flatMap((name) => {
    const value = limits[name];
    const isOfOther = name.startsWith('errorBudget.') && name !== `errorBudget.${risk}`;
    return value === undefined || isOfOther
      ? []
      : [`  ${limitRules[name].words}: ${limitValue(name, value)}  (${name})`];
  });
}

function overLimit(prefix: 'ceiling' | 'limit', limits: Limits, replicas: number | undefined): readonly string[] {
  if (replicas === undefined) return [];
  const { 'replicas.min': least = 0, 'replicas.max': most = Infinity } = limits;
  return [
    ...(replicas < least ? [`${prefix}.replicas.min: ${replicas} replicas, and at least ${least} have to stay`] : []),
    ...(replicas > most ? [`${prefix}.replicas.max: ${replicas} replicas, and at most ${most} are allowed`] : []),
  ];
}

function frozenNow({ rule, reason, window }: FreezeRule, now: number): readonly string[] {
  const on = occurrenceAt(window, now);
  return on ? [`${rule}, until ${clockWords(on.end, window.zone)}: ${reason}`] : [];
}

function nextWords({ window }: FreezeRule, now: number): string {
  const next = nextOccurrence(window, now);
  const clock = (instant: number) => clockWords(instant, window.zone);
  return next ? `next from ${clock(next.start)} to ${clock(next.end)}` : 'it does not come again within 400 days';
}
