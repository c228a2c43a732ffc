import { isActionHash } from '#core/ids/action-hash';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import type { ActionLook, ActionRecord } from '#core/actions/action-work';
import type { ResolveUnknown, UndoAction, WithdrawAction } from '#core/actions/action-messages';
import type { DecisionClaims, SignedDecision, VerifiedDecision } from '#core/actions/decision';
import { approvalsApp } from '#approvals/service/app';
import { type ApprovalRecord } from '#approvals/service/ports';
import { type SignedInPerson, SignInRefused, SignInUnavailable } from '#approvals/sign-in-port';
import type { ApprovalsSettings } from '#approvals/service/settings';
import { shownAction } from '#temporal/shown-action';
import type { ActionRow } from '#temporal/ports';
import { TemporalUnavailable, WorkerUnanswered } from '#temporal/errors';
import { GRACE, ISSUER, NOW } from './example-action.ts';

// Doubles of the service's ports. The identity provider's tokens are JSON of who it knows and the nonce it was asked for.

export const HOST = '127.0.0.1:8490';
const ORIGIN = `http://${HOST}`;
/** What the masking double masks. */
const SECRET = 'hunter2';

export interface Doubles {
  readonly records: Map<string, ActionRecord>;
  readonly audited: ApprovalRecord[];
  readonly signed: DecisionClaims[];
  readonly sent: { actionHash: string; decision: SignedDecision; updateId: string }[];
  readonly withdrawn: WithdrawAction[];
  readonly undone: UndoAction[];
  readonly resolved: ResolveUnknown[];
  /** Of sign-ins that have begun. */
  readonly begun: { state: string; nonce: string; freshSeconds?: number; redirectUri: string }[];
  temporal: 'up' | 'down';
  provider: 'up' | 'down';
  workers: 'up' | 'none';
  audit: 'up' | 'full';
  person: Omit<SignedInPerson, 'idToken'>;
  verdict: VerifiedDecision | 'as_claimed';
  /** `silent`: nobody answers. */
  looked: ActionLook | 'silent';
  now: Date;
}

export function tokenFor(nonce: string): string {
  return JSON.stringify({ nonce });
}

export function openService(settings: Partial<ApprovalsSettings> = {}): {
  readonly app: FastifyInstance;
  readonly doubles: Doubles;
} {
  const doubles: Doubles = {
    records: new Map(),
    audited: [],
    signed: [],
    sent: [],
    withdrawn: [],
    undone: [],
    resolved: [],
    begun: [],
    temporal: 'up',
    provider: 'up',
    workers: 'up',
    audit: 'up',
    person: { by: GRACE, groups: ['payments-owners'], authTime: NOW.getTime() / 1000 },
    verdict: 'as_claimed',
    looked: { kind: 'as_previewed', at: NOW.toISOString() },
    now: NOW,
  };
  const insistOnTemporal = () => {
    if (doubles.temporal === 'down') throw new TemporalUnavailable('Temporal does not answer: no connection');
  };
  const app = approvalsApp({
    settings: {
      host: '127.0.0.1',
      issuers: {
        lab: {
          issuer: ISSUER,
          clientId: 'holdfast',
          groupsClaim: 'groups',
          development: true,
          isConfidential: false,
          origins: [ISSUER],
        },
      },
      environments: {
        production: { issuer: 'lab', signInToDecide: true },
        staging: { issuer: 'lab', signInToDecide: false },
      },
      gatewayUrl: 'http://127.0.0.1:8480',
      temporal: { namespace: 'default' },
      ...settings,
    },
    actions: {
      async list() {
        insistOnTemporal();
        const rows = [...doubles.records.values()].map(
          ({ actionHash, document, state, preview, deadlineAt }): ActionRow => ({
            actionHash,
            title: document?.title ?? '',
            environment: document?.environment,
            service: document?.service,
            state,
            risk: preview?.risk,
            proposedAt: '2026-03-01T03:04:00.000Z',
            deadlineAt,
          }),
        );
        return {
          waiting: rows.filter(({ state }) => state === 'awaiting'),
          others: rows.filter(({ state }) => state !== 'awaiting'),
        };
      },
      async get(actionHash) {
        insistOnTemporal();
        const record = doubles.records.get(actionHash);
        if (!record || !isActionHash(actionHash)) return undefined;
        if (doubles.workers === 'none') return { kind: 'unanswered', actionHash, failed: false };
        return shownAction(actionHash, record, false);
      },
      async decide(actionHash, decision, updateId) {
        insistOnTemporal();
        if (doubles.audited.at(-1)?.outcome !== 'signed') throw new Error('MISUSE: sent before it was on record');
        const before = doubles.sent.find((each) => each.updateId === updateId);
        doubles.sent.push({ actionHash, decision: before?.decision ?? decision, updateId });
        if (doubles.verdict !== 'as_claimed') return doubles.verdict;
        const claims = JSON.parse(decision.jws) as DecisionClaims;
        return { kind: 'verified', claims, jws: decision.jws, signedIn: claims.idToken !== undefined };
      },
      async withdraw(_actionHash, message) {
        insistOnTemporal();
        doubles.withdrawn.push(message);
      },
      async undo(_actionHash, message) {
        insistOnTemporal();
        doubles.undone.push(message);
      },
      async resolveUnknown(_actionHash, message) {
        insistOnTemporal();
        doubles.resolved.push(message);
      },
      async lookAgain() {
        insistOnTemporal();
        if (doubles.looked === 'silent') throw new WorkerUnanswered('Nobody took it in.');
        return doubles.looked;
      },
      async ping() {
        insistOnTemporal();
      },
    },
    signIn: {
      async begin({ nonce, freshSeconds, redirectUri }) {
        if (doubles.provider === 'down') throw new SignInUnavailable('The identity provider cannot be asked.');
        const state = `state-${doubles.begun.length}-${nonce.slice(0, 8)}`;
        doubles.begun.push({ state, nonce, redirectUri, ...(freshSeconds !== undefined && { freshSeconds }) });
        return {
          url: `${ISSUER}/authorize?state=${state}`,
          state,
          async finish(callback) {
            if (callback.searchParams.get('error'))
              throw new SignInRefused('The identity provider said access_denied.');
            return { ...doubles.person, idToken: tokenFor(nonce) };
          },
        };
      },
      async verify({ idToken, nonce }) {
        if (idToken !== tokenFor(nonce)) throw new SignInRefused('This sign-in does not hold: of another decision.');
        return { ...doubles.person, idToken };
      },
    },
    async signDecision(claims) {
      doubles.signed.push(claims);
      return { jws: JSON.stringify(claims) };
    },
    audit: {
      async recordDecision(record) {
        if (doubles.audit === 'full') throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        doubles.audited.push(record);
      },
    },
    mask: (text) => text.replaceAll(SECRET, '***'),
    now: () => doubles.now,
    logger: pino({ level: 'silent' }),
  });
  return { app, doubles };
}

/** A browser: it keeps cookies, reads a page's forms and sends them. */
export function openBrowser(app: FastifyInstance) {
  const cookies = new Map<string, string>();
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const keep = (answer: LightMyRequestResponse) => {
    for (const { name, value } of answer.cookies) {
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  const get = async (url: string) => keep(await app.inject({ url, headers: { host: HOST, cookie: cookie() } }));
  const post = async (
    url: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string | undefined>> = {},
  ) => {
    const all = { host: HOST, origin: ORIGIN, cookie: cookie(), ...headers };
    return keep(
      await app.inject({
        method: 'POST',
        url,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          ...Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
        },
        payload: new URLSearchParams(fields).toString(),
      }),
    );
  };
  return {
    cookies,
    get,
    post,
    /** Loads the action's page, fills in one of its forms and presses its first button. */
    async send(actionHash: string, form: string, typed: Readonly<Record<string, string>> = {}) {
      const page = await get(`/actions/${actionHash}`);
      const { action, fields } = formOf(page.body, form);
      return post(action, { ...fields, ...typed });
    },
    /** Comes back from the identity provider. */
    comeBack: (location: unknown, more = '&code=c') =>
      get(`/sign-in/callback?state=${new URL(String(location)).searchParams.get('state')}${more}`),
  };
}

/** What stands in a form of a page, its first button pressed. */
export function formOf(page: string, id: string): { readonly action: string; readonly fields: Record<string, string> } {
  const form = page.match(/<form[\s\S]*?<\/form>/g)?.find((each) => each.includes(`id="${id}"`));
  if (form === undefined) throw new Error(`The page has no form "${id}".`);
  const fields: Record<string, string> = {};
  for (const [, name = '', value = ''] of form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g))
    fields[name] = value;
  const [, name, value] = /<button type="submit" class="button" name="([^"]*)" value="([^"]*)"/.exec(form) ?? [];
  if (name !== undefined && value !== undefined) fields[name] = value;
  for (const [, area = ''] of form.matchAll(/<textarea[^>]*name="([^"]*)"/g)) fields[area] = '';
  return { action: /action="([^"]*)"/.exec(form)?.[1] ?? '', fields };
}
