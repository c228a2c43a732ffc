import { parseActionHash } from '../ids/action-hash.ts';
import type { RuleHit, Verdict } from '../actions/verdict.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import { type CompiledPolicy, entryOf, type PolicyWorld } from './compiled-policy.ts';
import { evaluatePolicy } from './evaluate-policy.ts';
import type { Dated, JudgedAction, PolicyFacts } from './facts.ts';
import type { dateableFacts } from './policy-cases-document.ts';
import { type PolicyCase, type PolicyCasesDocument } from './policy-cases-document.ts';

export interface PolicyCaseResult {
  readonly name: string;
  readonly verdict: Verdict;
  /** What came out otherwise than the case says, in words; empty where nothing did. */
  readonly differences: readonly string[];
}

/** The world that a document of cases brings along. */
export function worldOfCases({ world }: PolicyCasesDocument): PolicyWorld | undefined {
  if (!world) return undefined;
  const environments = Object.fromEntries(
    Object.entries(world.environments).map(([name, { kind, signIn }]) => [
      name,
      { kind, signIn: signIn ?? kind === 'production' },
    ]),
  );
  return { ...world, environments };
}

/** Judges every case. */
export function runPolicyCases(policy: CompiledPolicy, document: PolicyCasesDocument): readonly PolicyCaseResult[] {
  return document.cases.map((one) => {
    const facts = { ...document.given.facts, ...one.facts };
    const action = actionOf({ ...document.given.action, ...one.action });
    const verdict = evaluatePolicy(policy, action, factsOf({ ...one, facts }, policy, action));
    return { name: one.name, verdict, differences: differencesOf(one, verdict) };
  });
}

function actionOf(given: PolicyCase['action']): JudgedAction {
  const { part = 'do', environment = '', service = '', tool = '.', parameters = {} } = given;
  const [server = '', name = ''] = tool.split('.');
  const target = { kind: 'service', name: service, uid: `uid-of-${service}` } as const;
  return { part, environment, service, server, tool: name, parameters, target };
}

function factsOf(one: PolicyCase, policy: CompiledPolicy, { service }: JudgedAction): PolicyFacts {
  const {
    now = '2026-01-07T12:00:00Z',
    owner,
    risk,
    reach,
    switches = [],
    past = [],
    lockedBy,
    errorBudget,
  } = one.facts;
  const before = (seconds: number) => new Date(Date.parse(now) - seconds * 1000).toISOString();
  const dated = <Value>(name: (typeof dateableFacts)[number], value: Value): Dated<Value> | undefined =>
    one.missing.includes(name) ? undefined : { value, at: before(one.agedBy[name] ?? 0) };
  return {
    now,
    owner: one.missing.includes('owner') ? undefined : (owner ?? entryOf(policy.services, service)),
    risk: one.missing.includes('risk') ? undefined : risk,
    reach: reach && dated('reach', reachOf(reach)),
    switches: dated(
      'switches',
      switches.map((scope) => ({ scope, reason: 'a case', by: 'somebody' })),
    ),
    past: dated(
      'past',
      past.map(({ ago, end, automatic }, index) => ({
        actionHash: parseActionHash(String(index).padStart(64, '0')),
        at: before(ago),
        target: service,
        automatic,
        end,
      })),
    ),
    lockedBy: dated('lockedBy', lockedBy),
    errorBudget: errorBudget === undefined ? undefined : dated('errorBudget', errorBudget),
  };
}

function reachOf({ instances, inAll, ready, amounts }: NonNullable<PolicyCase['facts']['reach']>) {
  const names =
    typeof instances === 'number'
      ? Array.from({ length: instances }, (_, index) => `instance-${index + 1}`)
      : instances;
  return { instances: names, instancesInAll: inAll, instancesReady: ready, amounts };
}

function differencesOf(one: PolicyCase, verdict: Verdict): readonly string[] {
  const said = verdict.rules.map(({ rule }: RuleHit) => rule).sort();
  const parts = verdict.kind === 'approvals' ? verdict.needs.parts : undefined;
  const notified = verdict.kind === 'automatic' ? verdict.notified : undefined;
  return [
    ...(verdict.kind === one.expect ? [] : [`expected ${one.expect}, and it is ${verdict.kind}`]),
    ...different('rules', one.rules?.toSorted(), said),
    ...different('approvals', one.approvals, parts),
    ...different('notified', one.notified, notified),
  ];
}

function different(what: string, expected: unknown, found: unknown): readonly string[] {
  if (expected === undefined) return [];
  const [wanted, got] = [expected, found ?? 'none'].map((value) => canonicalJson(value));
  return wanted === got ? [] : [`expected ${what} ${wanted}, and got ${got}`];
}
