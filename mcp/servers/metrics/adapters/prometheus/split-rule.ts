const comparisons = ['==', '!=', '>', '<', '>=', '<='] as const;
type Comparison = (typeof comparisons)[number];

/** What a rule's expression measures and what it compares that with, as far as this can be said for certain. */
export interface RuleParts {
  /** False for an expression such as `vector(1)`, which looks at no metric. */
  readonly selectsSeries: boolean;
  readonly comparison?: {
    /** PromQL of the side that selects series. */
    readonly measured: string;
    /** With `measured` on its left. */
    readonly operator: Comparison;
    /** PromQL of a constant: `0.05`, `14.4 * 0.001`. */
    readonly threshold: string;
  };
}

interface Token {
  readonly isWord: boolean;
  readonly text: string;
  readonly start: number;
  /** How many brackets are open around it; those themselves count as outside. */
  readonly depth: number;
}

// Spaces and comments; strings; numbers and durations; words; operators; any other character.
const token =
  /(?<space>\s+|#[^\n]*)|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\.?\d[\w.]*(?:(?<=[eE])[+-]\d+)?|(?<word>[A-Za-z_:][\w:]*)|==|!=|>=|<=|=~|!~|[^]/g;
/** In characters: brackets are matched level by level. */
const longestExpression = 4_000;
const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const quotes = ['"', "'", '`'];
const setOperators = ['and', 'or', 'unless'];
const groupings = ['by', 'without', 'on', 'ignoring', 'group_left', 'group_right'];
const constants = ['inf', 'nan'];
const mirrored: Readonly<Record<Comparison, Comparison>> = {
  '==': '==',
  '!=': '!=',
  '>': '<',
  '<': '>',
  '>=': '<=',
  '<=': '>=',
};

/**
 * Splits a rule's expression at its outermost comparison. It reads brackets and operators, not the whole language, and
 * gives up where the comparison is not plain: alternatives (`or`), several comparisons, `bool`, series on both sides.
 * Of conditions joined by `and` and `unless` the first is split: it gives the alert its value.
 */
export function splitRule(expression: string): RuleParts {
  const tokens = expression.length > longestExpression ? undefined : tokensOf(expression);
  if (!tokens) return { selectsSeries: true };
  const selectsSeries = selects(tokens);
  let rest = withoutBrackets(tokens);
  for (;;) {
    const at = rest.findIndex(
      ({ isWord, text, depth }) => isWord && isOuter(depth, rest) && isOneOf(text, setOperators),
    );
    if (at < 0) break;
    if (rest.some(({ text, depth }) => isOuter(depth, rest) && isOneOf(text, ['or']))) return { selectsSeries };
    rest = withoutBrackets(rest.slice(0, at));
  }
  const found = rest.flatMap(({ text, depth }, index) => {
    const operator = comparisons.find((one) => one === text);
    return operator !== undefined && isOuter(depth, rest) ? [{ operator, index }] : [];
  });
  const [only, second] = found;
  if (!only || second) return { selectsSeries };
  const left = withoutBrackets(rest.slice(0, only.index));
  const right = withoutBrackets(rest.slice(only.index + 1));
  if (left.length === 0 || right.length === 0 || isOneOf(right[0]?.text ?? '', ['bool'])) return { selectsSeries };
  if (selects(left) === selects(right)) return { selectsSeries };
  const textOf = (part: readonly Token[]) => {
    const last = part.at(-1);
    return last ? expression.slice(part[0]?.start, last.start + last.text.length) : '';
  };
  return {
    selectsSeries,
    comparison: selects(left)
      ? { measured: textOf(left), operator: only.operator, threshold: textOf(right) }
      : { measured: textOf(right), operator: mirrored[only.operator], threshold: textOf(left) },
  };
}

/** Undefined where brackets or quotation marks do not match. */
function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const open: string[] = [];
  for (const { index: start, 0: found, groups } of text.matchAll(token)) {
    if (groups?.['space'] !== undefined) continue;
    if (found === open.at(-1)) open.pop();
    else if (Object.values(pairs).includes(found) || quotes.includes(found)) return undefined;
    tokens.push({ isWord: groups?.['word'] !== undefined, text: found, start, depth: open.length });
    const closing = pairs[found];
    if (closing !== undefined) open.push(closing);
  }
  return open.length === 0 && tokens.length > 0 ? tokens : undefined;
}

function withoutBrackets(tokens: readonly Token[]): readonly Token[] {
  const [first] = tokens;
  const inner = tokens.slice(1, -1);
  const encloses = first?.text === '(' && inner.length > 0 && inner.every(({ depth }) => depth > first.depth);
  return encloses ? withoutBrackets(inner) : tokens;
}

function isOuter(depth: number, tokens: readonly Token[]): boolean {
  return depth === tokens[0]?.depth;
}

function isOneOf(text: string, words: readonly string[]): boolean {
  return words.includes(text.toLowerCase());
}

/** Whether it names a metric or has a selector in braces; functions and the labels of groupings are neither. */
function selects(tokens: readonly Token[]): boolean {
  let index = 0;
  while (index < tokens.length) {
    const { isWord, text, depth } = tokens[index]!;
    const next = tokens[index + 1]?.text ?? '';
    if (text === '{') return true;
    index++;
    if (!isWord) continue;
    if (isOneOf(text, groupings)) {
      if (next === '(') index = tokens.findIndex((one, at) => at > index && one.depth === depth) + 1 || tokens.length;
    } else if (next !== '(' && !isOneOf(next, ['by', 'without']) && !isOneOf(text, reserved)) return true;
  }
  return false;
}

const reserved = [...setOperators, ...constants, 'bool', 'offset', 'atan2'];
