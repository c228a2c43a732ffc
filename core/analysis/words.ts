import type { Change, SignalName } from '../evidence/observations.ts';
import type { Condition, ConditionKind, Symptom } from './finding.ts';
import { distinct } from './order.ts';

const SIGNAL_WORDS: Readonly<Record<SignalName, string>> = {
  requests_per_second: 'requests',
  error_ratio: 'errors',
  latency_p50_seconds: 'latency',
  latency_p95_seconds: 'latency',
  latency_p99_seconds: 'latency',
  saturation_ratio: 'load on a limit',
  instances_up: 'running instances',
};

/** `a`, `a and b`, `a, b and c`. */
export function listing(words: readonly string[]): string {
  if (words.length <= 1) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `checkout waits`, `checkout and storefront wait`. */
export function waitWords(services: readonly string[]): string {
  return `${listing(services)} ${services.length === 1 ? 'waits' : 'wait'}`;
}

/** What hurts, without numbers: `errors and latency`. */
export function troubleWords(troubles: readonly Symptom[]): string {
  return listing(distinct(troubles.map(({ signal }) => SIGNAL_WORDS[signal])));
}

/** What callers notice of a service: `fails`, `is slow`, `fails and is slow`. */
export function behaviourWords(troubles: readonly Symptom[]): string {
  const fails = troubles.some(({ signal }) => signal === 'error_ratio' || signal === 'instances_up');
  const slow = troubles.some(({ signal }) => signal.startsWith('latency_'));
  if (slow) return fails ? 'fails and is slow' : 'is slow';
  return fails ? 'fails' : 'is at a limit';
}

/** What goes on from the names of one thing, and of several. */
const CONDITION_WORDS: Readonly<Record<ConditionKind, readonly [one: string, several: string]>> = {
  alert_fires: ['fires', 'fire'],
  crashed: ['crashed', 'crashed'],
  crashing: ['keeps crashing', 'keep crashing'],
  down: ['is down after a crash', 'are down after crashes'],
  fails_health_check: ['fails its health check', 'fail their health checks'],
  lost: ['cannot be reached', 'cannot be reached'],
  near_cpu_limit: ['uses nearly all the CPU it may use', 'use nearly all the CPU they may use'],
  near_memory_limit: ['uses nearly all the memory it may use', 'use nearly all the memory they may use'],
  not_ready: ['runs but is not ready', 'run but are not ready'],
  not_starting: ['does not start', 'do not start'],
  out_of_memory: ['was killed for using more memory than it may', 'were killed for using more memory than they may'],
  rollout_failed: ['its rollout failed', 'its rollout failed'],
  too_few_ready: ['it has fewer ready instances than it should', 'it has fewer ready instances than it should'],
};
const MOST_SUBJECTS = 3;

/** What is wrong, without the service: `payments-2 keeps crashing`; `its rollout failed`. */
export function conditionWords({ kind, subjects }: Pick<Condition, 'kind' | 'subjects'>): string {
  const [one, several] = CONDITION_WORDS[kind];
  if (kind === 'rollout_failed' || kind === 'too_few_ready') return one;
  if (subjects.length === 0) return `an instance ${one}`;
  const shown = subjects.slice(0, MOST_SUBJECTS);
  const names = subjects.length > shown.length ? [...shown, 'others'] : shown;
  return `${listing(names)} ${names.length === 1 ? one : several}`;
}

/** What a change is called: `the release of payments v1.8.3`, `the configuration change of mailer`. */
export function changeWords({ kind, service, version }: Change): string {
  switch (kind) {
    case 'release':
    case 'rollout':
      return `the ${kind} of ${service}${version === undefined ? '' : ` ${version}`}`;
    case 'configuration':
      return `the configuration change of ${service}`;
    case 'flag':
      return `the flag change of ${service}`;
    default:
      return kind satisfies never;
  }
}

/** How near a change came, for a proximity of 0 to 1. */
export function nearnessWords(proximity: number): string {
  return proximity >= 0.5 ? 'right before' : 'some time before';
}
