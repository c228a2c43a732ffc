import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  visit,
} from 'yaml';
import type { DocumentPath, PlacedProblem, Problem } from './problem.ts';
import { pathText } from './problem.ts';

/** A YAML document that knows where everything stands. */
export interface PositionedYaml {
  readonly value: unknown;
  /** Gives findings their line; where the path ends early, that of the nearest thing that exists. */
  locate(finding: PlacedProblem): Problem;
}

const maximumAliases = 100;

/**
 * Reads one YAML 1.2 document (JSON is one).
 * @returns the document, or everything that is wrong with its syntax: duplicate keys, more than 100 uses of aliases,
 * unknown tags, several documents in one file
 */
export function readPositionedYaml(
  text: string,
  file: string,
): PositionedYaml | { readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2', strict: true });
  const problemAt = (offset: number, problem: string, remedy: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return { severity: 'error', file, line: Math.max(1, line), column: Math.max(1, col), path: '', problem, remedy };
  };

  const syntax = [...document.errors, ...document.warnings].map(({ code, message, pos: [offset] }) =>
    problemAt(offset, sentence(message), syntaxRemedies[code] ?? 'Correct the YAML here.'),
  );
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return;
      const problem = `the alias *${alias.source} stands for nothing`;
      syntax.push(
        problemAt(alias.range?.[0] ?? 0, problem, `Write the value out, or mark one before with &${alias.source}.`),
      );
    },
  });
  if (syntax.length > 0) return { problems: syntax };

  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: maximumAliases });
  } catch (error) {
    const remedy = `Write the values out; a file may use aliases ${maximumAliases} times.`;
    return { problems: [problemAt(0, sentence((error as Error).message), remedy)] };
  }
  return {
    value,
    locate: ({ severity, path, at, problem, remedy }) => ({
      ...problemAt(offsetOf(document, path, at), problem, remedy),
      severity,
      path: pathText(path),
    }),
  };
}

const syntaxRemedies: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'Keep one of the two.',
  TAB_AS_INDENT: 'Indent with spaces.',
  BAD_INDENT: 'Indent all keys of one level alike, with spaces.',
  MULTIPLE_DOCS: 'Keep one document: remove the line "---" and what does not belong.',
  TAG_RESOLVE_FAILED: 'Remove the tag; plain values are enough.',
  MISSING_CHAR: 'Close what was opened: a quote, a bracket, or a key without its colon.',
};

function sentence(message: string): string {
  return message.split('\n')[0]!.replace(/[.:]\s*$/, '');
}

function offsetOf(document: Document, path: DocumentPath, at: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const [index, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    const showKey = at === 'key' || index < path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : key) === String(part));
      if (!isPair(pair)) return offset;
      const shown = showKey || !isNode(pair.value) ? pair.key : pair.value;
      if (isNode(shown)) offset = shown.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      if (!isNode(node)) return offset;
      offset = node.range?.[0] ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}
