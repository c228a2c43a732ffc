import { z } from 'zod';
import { ActionEntry, DecisionEntry, IntentEntry, PolicyEntry, ResultEntry } from './audit-records.ts';
import type { SeenRecord } from './verify-audit.ts';

/** One write, for whoever looks at all changes of a time: who asked, who approved, what ran, what came of it. */
export interface AuditChange {
  readonly action_hash: string;
  /** `do`, or `undo` of it. */
  readonly part: string;
  readonly incident: string;
  readonly environment: string;
  readonly service: string;
  readonly tool: string;
  readonly title: string;
  readonly parameters: string;
  readonly asked_by: string;
  readonly asked_at: string;
  readonly policy: string;
  readonly previewed: string;
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

/** Of an action's document, as far as a row has it. What is in no document stays empty. */
const Asked = z.object({
  title: z.string().catch(''),
  parameters: z.record(z.string(), z.unknown()).catch({}),
  startedBy: z.object({ name: z.string() }).catch({ name: '' }),
  proposedAt: z.string().catch(''),
  undo: z.object({ tool: z.string(), undoBy: z.string() }).optional().catch(undefined),
});

type Of<Entry> = Entry & { readonly at: string };

/** Everything on record of one action, each in the order of its time. */
export interface ActionHistory {
  readonly policies: readonly Of<PolicyEntry>[];
  readonly decisions: readonly Of<DecisionEntry>[];
  readonly intents: readonly Of<IntentEntry>[];
  readonly results: readonly Of<ResultEntry>[];
  readonly states: readonly Of<ActionEntry>[];
}

const schemas = {
  policy: ['policies', PolicyEntry],
  decision: ['decisions', DecisionEntry],
  intent: ['intents', IntentEntry],
  result: ['results', ResultEntry],
  action: ['states', ActionEntry],
} as const;

/** What records say of each action. Records of other kinds, or of another shape, are left out. */
export function actionHistories(records: Iterable<Pick<SeenRecord, 'content'>>): ReadonlyMap<string, ActionHistory> {
  const histories = new Map<string, { [key in keyof ActionHistory]: { readonly at: string }[] }>();
  const seen = new Set<string>();
  for (const { content } of records) {
    const { kind, at } = content;
    if (typeof kind !== 'string' || !Object.hasOwn(schemas, kind) || typeof at !== 'string') continue;
    const [list, schema] = schemas[kind as keyof typeof schemas];
    const entry = schema.safeParse(content);
    if (!entry.success || seen.has(entry.data.eventId)) continue;
    seen.add(entry.data.eventId);
    const { actionHash } = entry.data;
    const history = histories.get(actionHash) ?? { policies: [], decisions: [], intents: [], results: [], states: [] };
    histories.set(actionHash, history);
    history[list].push({ ...entry.data, at });
  }
  for (const history of histories.values())
    for (const list of Object.values(history)) list.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
  // Each list was filled with what its own schema made.
  return histories as unknown as ReadonlyMap<string, ActionHistory>;
}

/**
 * One row for each intent of a write.
 * @param document the parsed bytes of the action, where they are kept
 */
export function changesOf(actionHash: string, history: ActionHistory, document: unknown): readonly AuditChange[] {
  const asked = Asked.safeParse(document).data;
  const approvals = history.decisions.filter(({ outcome, answer }) => outcome === 'verified' && answer === 'approve');
  return history.intents.map((intent) => {
    const { part, at } = intent;
    const result = history.results.find((one) => one.part === part && one.at >= at);
    const before = history.policies.filter((policy) => policy.part === part && policy.at <= at);
    const policy = before.at(-1);
    const judged = before.findLast(({ preview }) => preview !== undefined);
    const state = history.states.findLast((one) =>
      ['verified', 'not_verified', 'undone', 'undo_failed'].includes(one.state),
    );
    const counted = approvals.filter((approval) => approval.at <= at);
    return {
      ...{ action_hash: actionHash, part, incident: intent.incident ?? '' },
      ...{ environment: intent.environment, service: intent.service, tool: `${intent.server}.${intent.tool}` },
      title: asked?.title ?? '',
      parameters: asked ? JSON.stringify(asked.parameters) : '',
      asked_by: asked?.startedBy.name ?? '',
      asked_at: asked?.proposedAt ?? '',
      policy: policy ? [policy.verdict.kind, ...policy.verdict.rules.map(({ rule }) => rule)].join(' ') : '',
      previewed: judged?.preview
        ? judged.preview.changes.map(({ field, from, to }) => `${field}: ${from} -> ${to}`).join('; ')
        : (policy?.previewHash ?? ''),
      approved_by: counted.map(({ by }) => (by ? `${by.name} (${by.subject} at ${by.issuer})` : '')).join('; '),
      approved_at: counted.map((approval) => approval.at).join('; '),
      break_glass: counted.some(({ breakGlass }) => breakGlass) ? 'yes' : '',
      written_at: at,
      outcome: result?.state ?? 'no result on record',
      outcome_at: result?.at ?? '',
      reason: result?.reason ?? '',
      verified: state?.state ?? '',
      undo: asked?.undo ? `${asked.undo.tool} until ${asked.undo.undoBy}` : '',
    };
  });
}

/** RFC 4180, with a header line. A cell that a spreadsheet would take for a formula gets an apostrophe before it. */
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
  tool: '',
  title: '',
  parameters: '',
  asked_by: '',
  asked_at: '',
  policy: '',
  previewed: '',
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
