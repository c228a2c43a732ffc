import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { isLoopback } from '#core/text/loopback';
import { type BrowserCookies, createBrowserCookies, digestOfToken, newToken } from './browser-cookies.ts';
import { type CarryOut, createCarryOut } from './carry-out.ts';
import { createDecisionCounts, type DecisionCounts } from './decision-counts.ts';
import { createFormTokens, type FormTokens } from './form-tokens.ts';
import type { ApprovalRecord } from './ports.ts';
import { createApprovalsRecorder } from './record-approvals.ts';
import { createSessions, type Session, type Sessions } from './sessions.ts';
import type { ApprovalsDependencies } from './settings.ts';
import { createSignInFlows, type SignInFlows } from './sign-in-flows.ts';

const KEPT_RESULTS = 10_000;
const RESULT_MILLISECONDS = 10 * 60 * 1000;

/** Something for one browser to see on the next page it loads. */
export interface Results<Value> {
  /** @returns what goes into the address */
  keep(browser: string, value: Value): string;
  get(id: unknown, browser: string | undefined): Value | undefined;
}

export function createResults<Value extends object>(): Results<Value> {
  const kept = new LRUCache<string, { readonly browser: string; readonly value: Value }>({
    max: KEPT_RESULTS,
    ttl: RESULT_MILLISECONDS,
  });
  return {
    keep(browser, value) {
      const id = newToken();
      kept.set(id, { browser: digestOfToken(browser), value });
      return id;
    },
    get(id, browser) {
      const entry = typeof id === 'string' ? kept.get(id) : undefined;
      return entry && browser !== undefined && entry.browser === digestOfToken(browser) ? entry.value : undefined;
    },
  };
}

/** What the routes share. */
export interface ServiceParts extends ApprovalsDependencies {
  readonly cookies: BrowserCookies;
  readonly tokens: FormTokens;
  readonly sessions: Sessions;
  readonly flows: SignInFlows;
  readonly counts: DecisionCounts;
  readonly carryOut: CarryOut;
  readonly record: (record: ApprovalRecord) => Promise<void>;
  /** Only people who have signed in may look. */
  readonly signInToLook: boolean;
}

export function createServiceParts(dependencies: ApprovalsDependencies): ServiceParts {
  const { audit, now, settings } = dependencies;
  const counts = createDecisionCounts();
  const record = createApprovalsRecorder(audit, counts, now);
  return {
    ...dependencies,
    cookies: createBrowserCookies(settings),
    tokens: createFormTokens(now),
    sessions: createSessions(now),
    flows: createSignInFlows(now),
    counts,
    record,
    carryOut: createCarryOut(dependencies, record),
    signInToLook: !isLoopback(settings.host),
  };
}

/** Our own address, as the browser that asks has it. */
export function ownOrigin({ settings }: ServiceParts, request: FastifyRequest): string {
  return (settings.publicUrl ?? `http://${request.host}`).replace(/\/+$/, '');
}

export function sessionOf({ cookies, sessions }: ServiceParts, request: FastifyRequest): Session | undefined {
  return sessions.get(cookies.sessionOf(request));
}
