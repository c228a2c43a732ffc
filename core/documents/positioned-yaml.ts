import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  visit,
  YAMLParseError,
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

/** Maps and lists within each other; a step six levels down with all its arguments needs half of it. */
const maximumDepth = 64;

/**
 * Reads one YAML 1.2 document (JSON is one).
 * @returns the document, or everything that is wrong with its syntax: duplicate keys, more than 100 uses of aliases,
 * aliases within what they stand for, more than 64 levels, the key `__proto__`, unknown tags, several documents in one
 * file
 */
export function readPositionedYaml(
  text: string,
  file: string,
): PositionedYaml | { readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const problemAt = (offset: number, problem: string, remedy: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return { severity: 'error', file, line: Math.max(1, line), column: Math.max(1, col), path: '', problem, remedy };
  };

  const read = tokensOf(text, lines);
  if ('tooDeepAt' in read) {
    const problem = `more than ${maximumDepth} levels within each other`;
    return { problems: [problemAt(read.tooDeepAt, problem, 'Nest less: move steps into a runbook of their own.')] };
  }
  const document = compose(read.tokens, text.length, lines);
  const syntax = [...document.errors, ...document.warnings].map(({ code, message, pos: [offset] }) =>
    problemAt(offset, sentence(message), syntaxRemedies[code] ?? 'Correct the YAML here.'),
  );
  visit(document, {
    Pair(_, { key }) {
      if (isMap(key) || isSeq(key)) {
        const remedy = 'Write a name before the colon; a text that begins with { or [ needs quotes.';
        syntax.push(problemAt(key.range?.[0] ?? 0, 'a map or list cannot be a key', remedy));
      } else if (isScalar(key) && key.value === '__proto__') {
        syntax.push(problemAt(key.range?.[0] ?? 0, '`__proto__` cannot be a key', 'Rename it.'));
      }
    },
    Alias(_, alias, ancestors) {
      const meant = alias.resolve(document);
      if (meant && ancestors.includes(meant)) {
        const problem = `the alias *${alias.source} stands for something that it is a part of`;
        syntax.push(problemAt(alias.range?.[0] ?? 0, problem, 'Write the value out.'));
      }
      if (meant) return;
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

/**
 * The tokens of a text, which tell how deep it is nested: the parser's recursion ends a process where the stack does, not
 * with an exception that could be caught. Neither lexer nor tokens recurse.
 */
function tokensOf(
  text: string,
  lines: LineCounter,
): { readonly tokens: readonly CST.Token[] } | { readonly tooDeepAt: number } {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    const offset = parser.offset;
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > maximumDepth) return { tooDeepAt: offset };
  }
  tokens.push(...parser.end());
  return { tokens };
}

function compose(tokens: readonly CST.Token[], length: number, lineCounter: LineCounter): Document.Parsed {
  const composer = new Composer({ lineCounter, prettyErrors: false, version: '1.2', strict: true });
  const [document, second] = composer.compose(tokens, true, length);
  // Where a document is forced there is one, also of an empty text.
  if (!document) throw new Error('The text gave no document.');
  if (second) {
    const message = 'several documents in one file';
    document.errors.push(new YAMLParseError([second.range[0], second.range[1]], 'MULTIPLE_DOCS', message));
  }
  return document;
}

const syntaxRemedies: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'Keep one of the two.',
  TAB_AS_INDENT: 'Indent with spaces.',
  BAD_INDENT: 'Indent all keys of one level alike, with spaces.',
  MULTIPLE_DOCS: 'Keep one document: remove the line "---" and what does not belong.',
  TAG_RESOLVE_FAILED: 'Put quotes around a text that begins with "!"; tags are not needed.',
  BLOCK_AS_IMPLICIT_KEY: 'Indent what follows like the keys beside it; a text that has ": " in it needs quotes.',
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
