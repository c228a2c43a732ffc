import type { ActionDocument } from '#core/actions/action';
import type { ExecuteAnswer, GatedWrite } from '#core/actions/gated-write';
import { canonicalJson } from '#core/json/canonical-json';
import { driftOf } from '#core/actions/preview-drift';
import { sha256OfText } from './digest.ts';
import { parseAction } from './parse-action.ts';
import { ToolFailure } from './tool-failure.ts';
import type { ActionMark } from '#core/actions/action-mark';
import { writeCallOf, wrongBackEnd, wrongServer } from './write-call.ts';
import type { WriteContext } from './write-context.ts';

/** Why nothing is written. `uncertain`: this attempt writes nothing, but an earlier one may have. */
export interface WriteRefusal {
  readonly kind: Exclude<ExecuteAnswer['kind'], 'executed'> | 'uncertain';
  readonly reason: string;
}

export interface WriteCheck {
  readonly name: string;
  /** Repeated right after the intent is marked, so that a person can stop a write until then. */
  readonly again?: true;
  /** @throws Error if it cannot be determined, which also refuses */
  check(write: GatedWrite, context: WriteContext): Promise<WriteRefusal | undefined>;
}

/**
 * Everything that must hold before a write, in this order. test/negative-controls/run.ts removes one at a time and
 * shows what would then be written.
 */
export const WRITE_CHECKS: readonly WriteCheck[] = [
  {
    name: 'bytes',
    async check({ bytes, actionHash, document }) {
      const parsed = parseAction(bytes, actionHash);
      if (parsed.kind === 'problem') return refusal('failed', parsed.problem);
      if (canonicalJson(document) === bytes) return undefined;
      return refusal('failed', 'The document does not match the approved bytes.');
    },
  },
  {
    name: 'tool',
    async check(write, { place }) {
      const wrong = wrongServer(place, write);
      if (wrong !== undefined) return refusal('failed', wrong);
      const call = writeCallOf(place, write);
      return 'problem' in call ? refusal('failed', call.problem) : undefined;
    },
  },
  {
    name: 'back end',
    check: async (write, { place }) => refusal('failed', wrongBackEnd(place, write)),
  },
  {
    name: 'expiry',
    async check({ part, document }, { authority }) {
      const until = part === 'do' ? document.expiresAt : document.undo?.undoBy;
      if (until !== undefined && authority.now().getTime() < Date.parse(until)) return undefined;
      return refusal('expired', part === 'do' ? `It expired at ${until}.` : `Its undo expired at ${until}.`);
    },
  },
  { name: 'marks', again: true, check: (write, context) => refusedByMarks(write, context) },
  {
    name: 'switches',
    again: true,
    check: async (write, { authority }) => refusal('blocked', await authority.stoppedBy(write)),
  },
  {
    name: 'needed',
    check: async (write, { authority }) =>
      write.part === 'do' ? refusal('skipped', await authority.notNeeded(write)) : undefined,
  },
  { name: 'lock', check: async (write, { authority }) => refusal('failed', await authority.lockLostBy(write)) },
  { name: 'preview', check: refusedByPreview },
  {
    name: 'policy',
    async check(_, context) {
      const verdict = await context.verdict();
      if (verdict.kind !== 'deny') return undefined;
      return refusal('blocked', verdict.rules.map(({ rule, reason }) => `${rule}: ${reason}`).join('; '));
    },
  },
  {
    name: 'approvals',
    check: async (write, context) =>
      refusal('blocked', await context.authority.missingApproval(write, await context.verdict())),
  },
];

function refusal(kind: WriteRefusal['kind'], reason: string | undefined): WriteRefusal | undefined {
  return reason === undefined ? undefined : { kind, reason };
}

async function refusedByMarks(write: GatedWrite, context: WriteContext): Promise<WriteRefusal | undefined> {
  const { part, actionHash } = write;
  const marks = await context.authority.marksOf(actionHash);
  if (!context.intentIsOurs && hasBegun(part, marks)) return alreadyBegun(part);
  if (part === 'do') {
    if (marks.has('rejected')) return refusal('rejected', 'A person rejected it.');
    return marks.has('withdrawn') ? refusal('skipped', 'It was withdrawn.') : undefined;
  }
  // A rejection that came too late to stop the action does not prevent its undo.
  if (!marks.has('intent')) return refusal('failed', 'There is nothing to undo: the action was never carried out.');
  // Checked by reading: the executor may have crashed before it reported.
  const trace = await context.traceOfAction();
  if (trace.kind === 'took_effect') return undefined;
  return refusal('failed', `There may be nothing to undo: ${trace.reason}`);
}

/** An attempt to write this part has begun. Its outcome is determined by reading, never by writing again. */
export function hasBegun(part: GatedWrite['part'], marks: ReadonlySet<ActionMark>): boolean {
  return part === 'do'
    ? marks.has('intent') || marks.has('result')
    : marks.has('undo-intent') || marks.has('undo-result');
}

export function alreadyBegun(part: GatedWrite['part']): WriteRefusal {
  const what = part === 'do' ? 'This action' : 'The undo of this action';
  return {
    kind: 'uncertain',
    reason: `${what} was begun before, and nothing is written twice: its outcome must be reconciled.`,
  };
}

async function refusedByPreview(write: GatedWrite, context: WriteContext): Promise<WriteRefusal | undefined> {
  if (sha256OfText(canonicalJson(write.preview)) !== write.previewHash) {
    return refusal('failed', 'The preview is not the one that people were shown: its SHA-256 differs.');
  }
  try {
    const now = await context.preview();
    // An undo is approved with its action, and this is the action's preview; its own precondition detects other
    // changes.
    if (write.part === 'undo') return undefined;
    const drift = driftOf(write.preview, now);
    if (drift !== undefined) return refusal('stale', drift);
    return (await hasItsOwnUndo(write.document, context))
      ? undefined
      : refusal('failed', 'Its undo is not the one that its tool plans.');
  } catch (error) {
    if (isGone(error)) return refusal('stale', error.message);
    throw error;
  }
}

/** An undo bypasses freezes and rate limits and is approved with its action, so it must be exactly its reverse. */
export async function hasItsOwnUndo({ undo }: ActionDocument, context: Pick<WriteContext, 'plan'>): Promise<boolean> {
  if (!undo) return true;
  const { undoBy: _, ...given } = undo;
  const planned = (await context.plan()).undo;
  return planned !== undefined && canonicalJson(planned) === canonicalJson(given);
}

/** The target is gone, or has changed since the proposal. */
export function isGone(error: unknown): error is ToolFailure {
  return error instanceof ToolFailure && (error.code === 'PRECONDITION_FAILED' || error.code === 'NOT_FOUND');
}
