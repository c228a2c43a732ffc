import type { Change, SignalName } from '../evidence/observations.ts';
import type { Symptom } from './finding.ts';
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
