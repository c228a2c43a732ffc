import type { ActionHash } from '#core/ids/action-hash';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { type CompiledPolicy, compilePolicy, type PolicyWorld } from '#core/policy/compile-policy';
import { DocumentError, type Problem } from '#core/documents/problem';
import { evaluatePolicy } from '#core/policy/evaluate-policy';
import type { JudgedAction, PolicyFacts } from '#core/policy/facts';
import { packageRoot } from '#processes/package-root';
import type { Verdict } from '#core/actions/verdict';

// A policy of one platform and two owners, and an action that it lets pass.

export const world: PolicyWorld = {
  environments: {
    laptop: { kind: 'development', signIn: false },
    staging: { kind: 'staging', signIn: false },
    production: { kind: 'production', signIn: true },
  },
  owners: { 'team-payments': ['payments-oncall'], 'team-shop': ['shop-oncall'] },
  services: { payments: 'team-payments', checkout: 'team-shop' },
  backEnds: ['laptop', 'staging', 'production'].map((environment) => ({
    server: 'infrastructure',
    environment,
    name: 'lab',
    adapter: 'lab',
  })),
};

export const defaultText = readFileSync(join(packageRoot(), 'policies', 'default.yaml'), 'utf8');
const digest = (text: string) => createHash('sha256').update(text).digest('hex');

type Change = (document: Record<string, unknown>) => void;

/** The text of the default policy with something changed. */
export function changed(change: Change): string {
  const document = parse(defaultText) as Record<string, unknown>;
  change(document);
  return stringify(document);
}

export const ownerText = (content: object, owner = 'team-payments') =>
  stringify({ apiVersion: 'holdfast/v1', kind: 'OwnerPolicy', owner, ...content });

export interface Texts {
  readonly platform?: string;
  readonly owners?: readonly string[];
  readonly world?: PolicyWorld;
}

export function compilation({ platform = defaultText, owners = [], world: known = world }: Texts = {}) {
  return compilePolicy({
    platform: { file: 'policy.yaml', text: platform },
    owners: owners.map((text, index) => ({ file: `owner-${index + 1}.yaml`, text })),
    world: known,
    digest,
  });
}

export function problemsOf(texts: Texts): readonly Problem[] {
  return compilation(texts).problems;
}

/** A policy that has to compile without a word. */
export function policyOf(texts: Texts = {}): CompiledPolicy {
  const { policy, problems } = compilation(texts);
  if (!policy || problems.length > 0) throw new Error(new DocumentError(problems).message);
  return policy;
}

export const NOW = '2026-01-07T12:00:00.000Z';

export function ago(seconds: number, now = NOW): string {
  return new Date(Date.parse(now) - seconds * 1000).toISOString();
}

export const ACTION: JudgedAction = {
  part: 'do',
  environment: 'production',
  service: 'payments',
  server: 'infrastructure',
  tool: 'scale_deployment',
  parameters: { replicas: 6 },
  target: { kind: 'service', name: 'payments', uid: 'a1b2' },
};

export const FACTS = {
  now: NOW,
  owner: 'team-payments',
  risk: 'reversible',
  reach: {
    value: {
      instances: ['payments-5', 'payments-6'],
      instancesInAll: 4,
      instancesReady: 4,
      amounts: { replicas_from: 4, replicas_to: 6 },
    },
    at: NOW,
  },
  switches: { value: [], at: NOW },
  past: { value: [], at: NOW },
  lockedBy: { value: undefined, at: NOW },
  errorBudget: { value: 0.5, at: NOW },
} as const satisfies PolicyFacts;

export function reachOf(
  count: number,
  inAll: number,
  ready = inAll,
  amounts: Readonly<Record<string, number>> = {},
): NonNullable<PolicyFacts['reach']> {
  const instances = Array.from({ length: count }, (_, index) => `payments-${index + 1}`);
  return { value: { instances, instancesInAll: inAll, instancesReady: ready, amounts }, at: NOW };
}

export const scaling = (from: number, to: number, ready = from) =>
  reachOf(Math.abs(to - from), from, ready, { replicas_from: from, replicas_to: to });

export const past = (seconds: number, end: 'good' | 'bad' | 'running' = 'good') => ({
  actionHash: 'f'.repeat(64) as ActionHash,
  at: ago(seconds),
  target: 'payments',
  automatic: false,
  end,
});

export function judged(
  policy: CompiledPolicy,
  action: Partial<JudgedAction> = {},
  facts: Partial<PolicyFacts> = {},
): Verdict {
  return evaluatePolicy(policy, { ...ACTION, ...action }, { ...FACTS, ...facts });
}

export const rulesOf = ({ rules }: Verdict) => rules.map(({ rule }) => rule);
