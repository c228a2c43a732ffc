import { z } from 'zod';
import type { Identity } from '#core/actions/decision';
import { approvalsOnRecord } from './approvals-on-record.ts';
import type { ActionHistory } from './audit-changes.ts';
import type { IntentEntry } from './audit-records.ts';
import type { UndoRequest } from './undo-requests.ts';
import type { ActionHash } from '#core/ids/action-hash';

/**
 * One write in a report of all changes in a period: who requested it, who approved it, what ran, the outcome. An undo
 * has its own row.
 */
export interface AuditChange {
  readonly action_hash: string;
  /** `do`, or `undo` of it. */
  readonly part: string;
  readonly incident: string;
  readonly environment: string;
  readonly service: string;
  /** Empty in records from before actions named it. */
  readonly back_end: string;
  readonly tool: string;
  readonly title: string;
  readonly parameters: string;
  readonly asked_by: string;
  readonly asked_at: string;
  /** Of an undo. */
  readonly asked_because: string;
  readonly policy: string;
  readonly previewed: string;
  /** Whether they were enough, or why that is unknown. */
  readonly approvals: string;
  /** Only those whose approvals counted. */
  readonly approved_by: string;
  readonly approved_at: string;
  readonly break_glass: string;
  readonly written_at: string;
  readonly outcome: string;
  readonly outcome_at: string;
  readonly reason: string;
  readonly verified: string;
  readonly undo: string;
}

/** The parts of an action's document that a row shows. What the document does not have stays empty. */
const Asked = z.object({
  title: z.string().catch(''),
  parameters: z.record(z.string(), z.unknown()).catch({}),
  startedBy: z.object({ name: z.string() }).catch({ name: '' }),
  proposedAt: z.string().catch(''),
  undo: z
    .object({ tool: z.string(), undoBy: z.string(), parameters: z.record(z.string(), z.unknown()).catch({}) })
    .optional()
    .catch(undefined),
});

export interface ChangesQuestion {
  readonly actionHash: ActionHash;
  readonly history: ActionHistory;
  /** The parsed bytes of the action, if they are stored. */
  readonly document: unknown;
  /** In order of time, of all actions. */
  readonly requests: readonly UndoRequest[];
}

/** One row for each intent of a write. What is not recorded is marked as such, never guessed. */
export function changesOf(question: ChangesQuestion): readonly AuditChange[] {
  const { actionHash, history, document } = question;
  return history.intents.map((intent) => {
    const { part, at } = intent;
    const result = history.results.find((one) => one.part === part && one.at >= at);
    const before = history.policies.filter((policy) => policy.part === part && policy.at <= at);
    const policy = before.at(-1);
    const judged = before.findLast(({ preview }) => preview !== undefined);
    const ends = part === 'do' ? ['verified', 'not_verified'] : ['undone', 'undo_failed'];
    const approvals = approvalsOnRecord(actionHash, history, document, intent);
    return {
      action_hash: actionHash,
      part,
      incident: intent.incident ?? '',
      environment: intent.environment,
      service: intent.service,
      back_end: intent.backEnd ?? '',
      ...(part === 'do' ? asAction(intent, document) : asUndo(intent, question)),
      policy: policy ? [policy.verdict.kind, ...policy.verdict.rules.map(({ rule }) => rule)].join(' ') : notOnRecord,
      previewed: judged?.preview
        ? judged.preview.changes.map(({ field, from, to }) => `${field}: ${from} -> ${to}`).join('; ')
        : (policy?.previewHash ?? ''),
      approvals: approvals.words,
      approved_by: approvals.by.map(({ by }) => identified(by)).join('; '),
      approved_at: approvals.by.map((approval) => approval.at).join('; '),
      break_glass: approvals.isBreakGlass ? 'yes' : '',
      written_at: at,
      outcome: result?.state ?? 'no result on record',
      outcome_at: result?.at ?? '',
      reason: result?.reason ?? '',
      verified: history.states.findLast(({ state }) => ends.includes(state))?.state ?? '',
    };
  });
}

type OfRequest = Pick<
  AuditChange,
  'tool' | 'title' | 'parameters' | 'asked_by' | 'asked_at' | 'asked_because' | 'undo'
>;

function asAction({ server, tool }: IntentEntry, document: unknown): OfRequest {
  const asked = Asked.safeParse(document).data;
  return {
    tool: `${server}.${tool}`,
    title: asked?.title ?? bytesNotKept,
    parameters: asked ? JSON.stringify(asked.parameters) : '',
    asked_by: asked?.startedBy.name ?? bytesNotKept,
    asked_at: asked?.proposedAt ?? '',
    asked_because: '',
    undo: asked?.undo ? `${asked.undo.tool} until ${asked.undo.undoBy}` : '',
  };
}

/** What the undo wrote, and who requested it: a person, or the runbook if no person is named. */
function asUndo(
  { server, at }: ActionHistory['intents'][number],
  { actionHash, history, document, requests }: ChangesQuestion,
): OfRequest {
  const asked = Asked.safeParse(document).data;
  const undoing = history.states.findLast((one) => one.state === 'undoing' && one.at <= at);
  const by = undoing?.by;
  // The state has only a name; the request to the approvals service has the identity.
  const request = requests.findLast(
    (one) => one.actionHash === actionHash && one.by.name === by?.name && one.at <= (undoing?.at ?? ''),
  );
  return {
    // The record of the intent names the tool of the action.
    tool: asked?.undo ? `${server}.${asked.undo.tool}` : bytesNotKept,
    title: asked ? `undo of: ${asked.title}` : bytesNotKept,
    parameters: asked?.undo ? JSON.stringify(asked.undo.parameters) : '',
    asked_by: request ? identified(request.by) : (by?.name ?? (undoing ? 'the runbook' : notOnRecord)),
    asked_at: request?.at ?? undoing?.at ?? '',
    asked_because: request?.reason ?? undoing?.reason ?? '',
    undo: '',
  };
}

const notOnRecord = 'not on record';
const bytesNotKept = `${notOnRecord}: the bytes of the action are not stored`;

function identified({ name, subject, issuer }: Pick<Identity, 'name' | 'subject' | 'issuer'>): string {
  return `${name} (${subject} at ${issuer})`;
}

/** RFC 4180, with a header line. A cell that a spreadsheet would read as a formula is prefixed with an apostrophe. */
export function changesAsCsv(changes: readonly AuditChange[]): string {
  const columns = Object.keys(noChange) as (keyof AuditChange)[];
  const cell = (text: string) => `"${(/^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  const rows = changes.map((change) => columns.map((column) => cell(change[column])).join(','));
  return [columns.join(','), ...rows].map((row) => `${row}\r\n`).join('');
}

const noChange: AuditChange = {
  action_hash: '',
  part: '',
  incident: '',
  environment: '',
  service: '',
  back_end: '',
  tool: '',
  title: '',
  parameters: '',
  asked_by: '',
  asked_at: '',
  asked_because: '',
  policy: '',
  previewed: '',
  approvals: '',
  approved_by: '',
  approved_at: '',
  break_glass: '',
  written_at: '',
  outcome: '',
  outcome_at: '',
  reason: '',
  verified: '',
  undo: '',
};
