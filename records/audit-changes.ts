import { ActionEntry, DecisionEntry, IntentEntry, PolicyEntry, ResultEntry } from './audit-records.ts';
import type { SeenRecord } from './verify-audit.ts';
import type { ActionHash } from '#core/ids/action-hash';

type Of<Entry> = Entry & { readonly at: string };

/** Everything recorded about one action, each list in order of time. */
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

/** Groups records by action. Records of other kinds or shapes are left out. */
export function actionHistories(
  records: Iterable<Pick<SeenRecord, 'content'>>,
): ReadonlyMap<ActionHash, ActionHistory> {
  const histories = new Map<ActionHash, { [key in keyof ActionHistory]: { readonly at: string }[] }>();
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
  // Each list holds only what its own schema parsed.
  return histories as unknown as ReadonlyMap<ActionHash, ActionHistory>;
}
