import { LRUCache } from 'lru-cache';
import type { Intent } from './intent.ts';
import type { BegunSignIn } from '../sign-in-port.ts';
import { digestOfToken } from './browser-cookies.ts';

const FLOWS = 10_000;
const FLOW_MILLISECONDS = 10 * 60 * 1000;

/** A person on their way to an identity provider and back, and what they had asked for. */
interface Flow {
  readonly browser: string;
  readonly begun: BegunSignIn;
  readonly intent: Intent;
  readonly issuer: string;
  readonly startedAt: number;
}

export type TakenFlow =
  | { readonly kind: 'flow'; readonly flow: Omit<Flow, 'browser' | 'startedAt'> }
  | { readonly kind: 'refused'; readonly reason: string };

export interface SignInFlows {
  keep(flow: Omit<Flow, 'startedAt'>): void;
  /** Once: what is taken is gone. */
  take(state: string | undefined, browser: string | undefined): TakenFlow;
}

const unknown = {
  kind: 'refused',
  reason:
    'This way back from the identity provider is not known: it was used already, began more than 10 minutes ago, or before the service was started again. Open the action and decide anew.',
} as const;

/** At most 10,000 at a time, each for 10 minutes; the oldest make room. */
export function createSignInFlows(now: () => Date): SignInFlows {
  const flows = new LRUCache<string, Flow>({ max: FLOWS });
  return {
    keep: (flow) =>
      void flows.set(digestOfToken(flow.begun.state), {
        ...flow,
        browser: digestOfToken(flow.browser),
        startedAt: now().getTime(),
      }),
    take(state, browser) {
      const key = digestOfToken(state ?? '');
      const found = flows.peek(key);
      if (!found) return unknown;
      // Another browser does not use it up: whoever began it can still come back.
      if (browser === undefined || digestOfToken(browser) !== found.browser)
        return {
          kind: 'refused',
          reason: 'This sign-in began in another browser. Nothing was done. Open the action here and decide anew.',
        };
      flows.delete(key);
      if (now().getTime() - found.startedAt > FLOW_MILLISECONDS) return unknown;
      const { begun, intent, issuer } = found;
      return { kind: 'flow', flow: { begun, intent, issuer } };
    },
  };
}
