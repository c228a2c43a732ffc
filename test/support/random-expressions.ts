import type { Expression, Template } from '#core/runbooks/expressions/expression';

/** What an expression at some place may name. */
export interface Visible {
  readonly ids: readonly { readonly id: string; readonly kind: string }[];
  readonly elements: readonly string[];
}

export const lists = [
  'variables.list',
  '[1.0, 2.0, 3.0]',
  '["a", "b"]',
  '[1.0, 2.0]',
  '[]',
  '[1, 2, 3, 4, 5]',
  '[5.0, 1.0, 3.0]',
  'inputs.n',
];

export const text = (...parts: readonly (string | Expression)[]): Template => ({
  kind: 'text',
  parts: parts.map((part) => (typeof part === 'string' ? part : { cel: part.cel })),
});

/** Mostly true, sometimes false, sometimes not computable. */
export function condition(chosen: number, { ids, elements }: Visible): Expression {
  const which = chosen % 10;
  const one = ids[Math.floor(chosen / 10) % Math.max(1, ids.length)];
  if (chosen % 50 === 7) return { cel: 'nobody.knows == 1.0' };
  if (which === 0) return { cel: 'true' };
  if (which === 1) return { cel: 'inputs.n > 2.0' };
  if (which === 2 && elements.length > 0) return { cel: `${elements.at(-1)} != 1.0` };
  if (which === 3) return { cel: 'target.service == "shop"' };
  if (one === undefined) return { cel: which < 9 ? 'true' : 'false' };
  if (which === 4) return { cel: `${one.id}.outcome == "succeeded"` };
  if (which === 5) return { cel: `${one.id}.outcome != "failed"` };
  if (which === 6) return { cel: `has(${one.id}.n)` };
  if (one.kind === 'forEach') return { cel: `${one.id}.succeeded + ${one.id}.not_succeeded == ${one.id}.count` };
  if (one.kind === 'ask' && which === 7) return { cel: `${one.id}.answered_by == "Ada"` };
  if (one.kind === 'read' || one.kind === 'runbook' || one.kind === 'ask') return { cel: `${one.id}.n > 3.0` };
  return { cel: `${one.id}.outcome in ["succeeded", "undone", "expired", "skipped"]` };
}
