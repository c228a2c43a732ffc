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
  /** In words, naming the place. */
  | { readonly kind: 'problem'; readonly problem: string };

/**
 * The document that these bytes are, where they are one: at most 64 KiB of canonical JSON (RFC 8785) of the closed
 * schema, with this SHA-256, and to be decided within seven days. There is one way to write a document, so two readers
 * of the same bytes cannot disagree about what people approved.
 */
export function parseAction(bytes: string, actionHash: ActionHash): ParsedAction {
  const problem = (words: string): ParsedAction => ({ kind: 'problem', problem: words });
  const size = Buffer.byteLength(bytes);
  if (size > largestBytes) return problem(`The action has ${size} bytes; at most ${largestBytes} are taken.`);
  const hash = sha256OfText(bytes);
  if (hash !== actionHash) {
    return problem(`The action's bytes have the SHA-256 ${hash}, not ${JSON.stringify(actionHash.slice(0, 80))}.`);
  }
  // Before anything is built from them: schema and canonical form walk the value recursively.
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
    return problem(`The action is no action document: ${cut(words.join('; '), 600)}${more}.`);
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

/** Undefined where it has none: half of a surrogate pair. */
function canonicalForm(document: ActionDocument): string | undefined {
  try {
    return canonicalJson(document);
  } catch {
    // What JSON cannot carry unchanged is not what anybody approved; the caller says so.
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
    problem: `The action can be undone until ${undo.undoBy}: that has to be after ${proposedAt}, and at most 7 days after ${expiresAt}.`,
  };
}

/** Of text that may not be JSON at all: then JSON.parse says so. */
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
