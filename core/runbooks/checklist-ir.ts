import type { Expression, Template } from './expressions/expression.ts';
import type { Reference } from './references.ts';

// The compiled form of a checklist: plain data that a workflow receives whole, so that an investigation finishes on the
// version it began with. Schema-free, because it is loaded in the workflow sandbox.

/** An argument as irVersion 1 has it: investigations that began with it finish with it. */
export type ReferenceTemplate =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'reference'; readonly reference: Reference }
  | { readonly kind: 'list'; readonly items: readonly ReferenceTemplate[] }
  | { readonly kind: 'object'; readonly entries: Readonly<Record<string, ReferenceTemplate>> };

export interface CompiledItem {
  readonly id: string;
  /** The question, as a person would ask it. */
  readonly title: string;
  readonly server: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, Template | ReferenceTemplate>>;
  /** Over `incident`, `alert` and `windows`. Where it does not hold, the item is not applicable. */
  readonly if?: Expression;
  readonly mandatory: boolean;
  readonly withinSeconds: number;
}

/** Which alerts a checklist is for. All given keys must fit; none given: the default. */
export interface ChecklistMatch {
  readonly alerts: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly services: readonly string[];
}

export interface CompiledChecklist {
  /** 2: arguments are templates. */
  readonly irVersion: 1 | 2;
  readonly name: string;
  readonly title: string;
  readonly match: ChecklistMatch;
  readonly items: readonly CompiledItem[];
}
