import type { JsonValue } from '../../json/json-value.ts';
/** A CEL expression, as written. Which dialect: {@link evaluatorVersion}. */
export interface Expression {
  readonly cel: string;
}

/**
 * The dialect that a compiled runbook was checked for: CEL without regular expressions, times and nested macros, over
 * JSON values (all numbers of data are doubles). A change of what an expression means is a new version.
 */
export const evaluatorVersion = 'cel-1';

/** A value with expressions in it. */
export type Template =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** `${{ ... }}` alone: the value keeps its type. */
  | { readonly kind: 'expression'; readonly cel: string }
  /** Words with `${{ ... }}` between them: always a text. */
  | { readonly kind: 'text'; readonly parts: readonly (string | Expression)[] }
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  | { readonly kind: 'object'; readonly entries: Readonly<Record<string, Template>> };

/** What expressions may name, with its values. Absent is what is not there; `undefined` never stands in it. */
export type Scope = Readonly<Record<string, JsonValue>>;

export type Evaluated =
  | { readonly kind: 'value'; readonly value: JsonValue }
  /** What was named does not exist (`finding.service` without a finding): the message says what. */
  | { readonly kind: 'absent'; readonly message: string }
  | { readonly kind: 'error'; readonly message: string };

/** The keys on the way to a part of a tool's data: `['to', 'revision']`. The empty path is all of it. */
export type DataPath = readonly string[];
