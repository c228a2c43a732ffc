import type { ActionDocument } from '#core/actions/action';
import type { ActionHash } from '#core/ids/action-hash';
import { ActionDocumentSchema } from '#core/actions/action-document';
import { canonicalJson } from '#core/json/canonical-json';
import { sha256OfText } from './digest.ts';
import { cut } from '#core/text/cut';

const largestBytes = 64 * 1024;
const deepestNesting = 32;
const longestLifeMilliseconds = 7 * 86_400_000;
const shownIssues = 3;

export type ParsedAction =
  | { readonly kind: 'document'; readonly document: ActionDocument }
  /** What is wrong, and where. */
  | { readonly kind: 'problem'; readonly problem: string };

/**
 * Parses the bytes of an action: at most 64 KiB of canonical JSON (RFC 8785) of the closed
 * schema, with this SHA-256 and a deadline within seven days. A document has exactly one encoding, so two readers
 * of the same bytes cannot disagree about what people approved.
 */
export function parseAction(bytes: string, actionHash: ActionHash): ParsedAction {
  const problem = (words: string): ParsedAction => ({ kind: 'problem', problem: words });
  const size = Buffer.byteLength(bytes);
  if (size > largestBytes) return problem(`The action has ${size} bytes; the limit is ${largestBytes}.`);
  const hash = sha256OfText(bytes);
  if (hash !== actionHash) {
    return problem(`The action's bytes have the SHA-256 ${hash}, not ${JSON.stringify(actionHash.slice(0, 80))}.`);
  }
  // Checked first: schema and canonical form walk the value recursively.
  if (nestsDeeper(bytes)) return problem(`The action nests deeper than ${deepestNesting} levels.`);
  let given: unknown;
  try {
    given = JSON.parse(bytes);
  } catch (error) {
    return problem(`The action is not JSON: ${cut((error as Error).message, 120)}`);
  }
  const parsed = ActionDocumentSchema.safeParse(given);
  if (!parsed.success) {
    const words = parsed.error.issues
      .slice(0, shownIssues)
      .map(({ path, message }) => `${path.map(String).join('.') || 'the document'}: ${message}`);
    const more =
      parsed.error.issues.length > shownIssues ? `; and ${parsed.error.issues.length - shownIssues} more` : '';
    return problem(`The action is not a valid action document: ${cut(words.join('; '), 600)}${more}.`);
  }
  const document = parsed.data;
  const form = canonicalForm(document);
  if (form !== bytes) {
    return problem(
      'The action is not written as canonical JSON (RFC 8785): keys in order and once each, no spaces, shortest numbers.',
    );
  }
  return wrongTimes(document) ?? { kind: 'document', document };
}

/** Undefined if there is none, because of half a surrogate pair. */
function canonicalForm(document: ActionDocument): string | undefined {
  try {
    return canonicalJson(document);
  } catch {
    // JSON cannot represent it unchanged, so these are not the approved bytes; the caller reports that.
    return undefined;
  }
}

function wrongTimes({ proposedAt, expiresAt, undo }: ActionDocument): ParsedAction | undefined {
  const lifeMilliseconds = Date.parse(expiresAt) - Date.parse(proposedAt);
  if (!(lifeMilliseconds > 0)) {
    return {
      kind: 'problem',
      problem: `The action expires at ${expiresAt}, not after it was proposed (${proposedAt}).`,
    };
  }
  if (lifeMilliseconds > longestLifeMilliseconds) {
    return { kind: 'problem', problem: `The action expires at ${expiresAt}, more than 7 days after ${proposedAt}.` };
  }
  if (undo === undefined) return undefined;
  const undoMilliseconds = Date.parse(undo.undoBy) - Date.parse(proposedAt);
  if (undoMilliseconds > 0 && undoMilliseconds <= lifeMilliseconds + longestLifeMilliseconds) return undefined;
  return {
    kind: 'problem',
    problem: `The action can be undone until ${undo.undoBy}: that must be after ${proposedAt}, and at most 7 days after ${expiresAt}.`,
  };
}

/** Works on text that may not be JSON; JSON.parse then reports that. */
function nestsDeeper(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      if (++depth > deepestNesting) return true;
    } else if (character === '}' || character === ']') depth--;
  }
  return false;
}
