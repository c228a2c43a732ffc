import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ResolveUnknown, UndoAction } from '#core/actions/action-messages';
import { FORM_BODY_LIMIT_BYTES } from '#web/form-body';
import { fieldsOf, foreignForm, registerFormBodies } from '#web/forms';
import { newDecisionBody } from '../../decision-body.ts';
import { sendToSignIn } from '../act.ts';
import { undecidable } from '../carry-out.ts';
import { formRefused, sendRefusal } from '../errors.ts';
import { freshSecondsOf } from '../fresh-login.ts';
import { finishIntent } from '../finish-intent.ts';
import type { Intent } from '../intent.ts';
import type { CommandView } from '../pages/command-page.tsx';
import { actionPath } from '#web/paths/approvals';
import type { AnsweredAction } from '#temporal/ports';
import type { ApprovalRecord } from '../ports.ts';
import { lookOf } from '../quick-decision.ts';
import {
  type DecisionForm,
  type ReadActionForm,
  readDecision,
  readOutcome,
  readUndo,
  readWithdrawal,
} from '../read-action-forms.ts';
import type { Results, ServiceParts } from '../service-parts.ts';
import { sessionOf } from '../service-parts.ts';
import { issuerSettingsOf } from '../settings.ts';
import { needsToken, sendUnanswered, sendUnknown, showAction } from '../show-action.ts';
import type { ShownOutcomes } from './pages-route.ts';
import { registerSignIn } from './sign-in-route.ts';

const Params = z.object({ hash: z.string() });
type FormKind = 'decision' | 'withdrawal' | 'undo' | 'outcome';
const kinds = { decide: 'decision', withdraw: 'withdrawal', undo: 'undo', outcome: 'outcome' } as const;

/** What people send from the pages: only from our own, only forms. */
export function registerActionForms(
  app: FastifyInstance,
  parts: ServiceParts,
  shown: { readonly outcomes: ShownOutcomes; readonly commands: Results<CommandView> },
): void {
  const { settings, cookies, tokens, actions, record } = parts;
  app.register(async (forms) => {
    registerFormBodies(forms, {
      publicUrl: settings.publicUrl,
      async refuseForeign(request, reply) {
        await record({ what: 'decision', outcome: 'refused', channel: 'page', problem: 'a form of another site' });
        return sendRefusal(request, reply, foreignForm('approvals.publicUrl'));
      },
    });
    registerSignIn(forms, parts);

    for (const [last, kind] of Object.entries(kinds))
      forms.post(`/actions/:hash/${last}`, { bodyLimit: FORM_BODY_LIMIT_BYTES }, async (request, reply) => {
        const { hash } = Params.parse(request.params);
        const fields = fieldsOf(request);
        const token = tokens.read(fields.get('token'), cookies.knownBrowser(request), actionPath(hash));
        if (token.kind === 'refused') {
          await record({
            what: kind,
            outcome: 'refused',
            channel: 'page',
            actionHash: hash.slice(0, 64),
            problem: token.reason,
          });
          return sendRefusal(request, reply, formRefused(token.reason, 'Nothing was done.'));
        }
        const known = await actions.get(hash);
        if (!known) return sendUnknown(request, reply);
        if (known.kind === 'unanswered') return sendUnanswered(request, reply, known.actionHash);
        const typed = new Map([...fields].filter(([name]) => name !== 'token'));
        return receive(parts, shown, request, reply, kind, known, typed, token.shownMilliseconds);
      });
  });
}

async function receive(
  parts: ServiceParts,
  shown: { readonly outcomes: ShownOutcomes; readonly commands: Results<CommandView> },
  request: FastifyRequest,
  reply: FastifyReply,
  kind: FormKind,
  known: AnsweredAction,
  fields: ReadonlyMap<string, string>,
  shownMilliseconds: number,
): Promise<FastifyReply> {
  const { record: audit, cookies } = parts;
  const { record } = known;
  const session = sessionOf(parts, request);
  const base = { what: kind, channel: 'page', actionHash: record.actionHash, by: session?.signedIn.by } as const;
  const refuse = async (status: number, outcome: ApprovalRecord['outcome'], problem: string, more: object = {}) => {
    await audit({ ...base, outcome, problem, ...lookOf(shownMilliseconds), ...more });
    const isLate = outcome === 'late';
    return showAction(parts, request, reply, known, {
      status,
      outcome: { kind: isLate ? 'late' : 'refused', message: `Nothing was done: ${problem}` },
    });
  };

  const read = readForm(kind, fields, record);
  if (kind === 'decision') {
    const problem = undecidable(known);
    if (problem) return refuse(409, problem.isLate ? 'late' : 'refused', problem.reason);
  }
  if (read.kind === 'wrong')
    return showAction(parts, request, reply, known, {
      status: 422,
      outcome: { kind: 'refused', message: 'Nothing was done: look at the marked fields.' },
      draft: { form: read.form, values: Object.fromEntries(fields), problems: read.problems },
    });
  const issuer = issuerSettingsOf(parts.settings, record.document?.environment);
  if (!issuer) return refuse(409, 'refused', 'no identity provider is configured for this environment.');

  const asked = intentOf(parts, known, read.value, shownMilliseconds);
  if (asked.kind === 'refused') return refuse(409, 'refused', asked.reason, asked.more);
  const { intent, freshSeconds, alwaysSignIn } = asked;
  const browser = cookies.browserOf(request, reply);
  const age = session ? parts.now().getTime() / 1000 - session.signedIn.authTime : Infinity;
  if (session?.issuer === issuer.name && !alwaysSignIn && age <= (freshSeconds ?? Infinity))
    return finishIntent(parts, shown, request, reply, intent, session.signedIn, browser);
  return sendToSignIn(parts, request, reply, { issuer: issuer.name, intent, freshSeconds });
}

type Asked =
  | {
      readonly kind: 'asked';
      readonly intent: Intent;
      readonly alwaysSignIn: boolean;
      readonly freshSeconds?: number;
    }
  | { readonly kind: 'refused'; readonly reason: string; readonly more?: Partial<ApprovalRecord> };

type Given =
  | ({ readonly kind: 'decision' } & DecisionForm)
  | { readonly kind: 'withdrawal'; readonly reason: string }
  | { readonly kind: 'undo'; readonly reason: string; readonly answer: UndoAction['answer'] }
  | { readonly kind: 'outcome'; readonly reason: string; readonly answer: ResolveUnknown['answer'] };

function readForm(
  kind: FormKind,
  fields: ReadonlyMap<string, string>,
  record: AnsweredAction['record'],
): ReadActionForm<Given> {
  const given = <T, K extends FormKind>(of: K, read: ReadActionForm<T>): ReadActionForm<T & { readonly kind: K }> =>
    read.kind === 'wrong' ? read : { kind: 'read', value: { ...read.value, kind: of } };
  switch (kind) {
    case 'decision': {
      const isDestructive = record.preview?.risk === 'destructive';
      return given(kind, readDecision(fields, isDestructive ? record.document?.target.name : undefined));
    }
    case 'withdrawal':
      return given(kind, readWithdrawal(fields));
    case 'undo':
      return given(kind, readUndo(fields));
    case 'outcome':
      return given(kind, readOutcome(fields));
    default:
      return kind satisfies never;
  }
}

function intentOf(parts: ServiceParts, { record }: AnsweredAction, given: Given, shownMilliseconds: number): Asked {
  const { actionHash, previewHash, document, verdict } = record;
  const reason = parts.mask(given.reason);
  if (given.kind !== 'decision') {
    const intent: Intent =
      given.kind === 'withdrawal' ? { kind: 'withdraw', actionHash, reason } : { ...given, actionHash, reason };
    return { kind: 'asked', intent, alwaysSignIn: false };
  }
  const { answer, breakGlass, mode, once } = given;
  const more = { answer, reason, ...(breakGlass && { breakGlass }) };
  if (previewHash === undefined || previewHash !== given.previewHash)
    return { kind: 'refused', reason: 'what it would change is not what the page showed. Look at it again.', more };
  const needs = verdict?.kind === 'approvals' ? verdict.needs : undefined;
  if (breakGlass && !needs?.breakGlass) return { kind: 'refused', reason: 'policy knows no break-glass here.', more };
  const body = newDecisionBody(
    {
      actionHash,
      previewHash,
      ...(document?.incident && { incident: document.incident.id }),
      answer,
      reason,
      channel: 'page',
      breakGlass,
    },
    parts.now(),
  );
  const carriesToken = needsToken(parts, record);
  return {
    kind: 'asked',
    intent: {
      kind: 'decision',
      environment: document?.environment ?? '',
      body,
      once,
      carriesToken,
      mode,
      shownMilliseconds,
    },
    alwaysSignIn: carriesToken,
    freshSeconds: freshSecondsOf(record, breakGlass),
  };
}
