import { evaluate, resolveTemplate } from '#core/runbooks/expressions/evaluate';
import type { JsonValue } from '#core/json/json-value';
import type { Scope, Template } from '#core/runbooks/expressions/expression';
import type { CompiledRunbook, CompiledStep } from '#core/runbooks/runbook-ir';
import type { StepOutcome } from '#core/runbooks/step-outcome';

/** What expressions may name. Of a step also where it stands, because an undo changes its outcome later. */
export type Names = ReadonlyMap<string, { readonly path?: string; readonly value: JsonValue }>;

export function valuesOf(names: Names): Scope {
  return Object.fromEntries([...names].map(([name, { value }]) => [name, value]));
}

export function named(path: string, outcome: StepOutcome, data: Readonly<Record<string, JsonValue>> = {}) {
  return { path, value: { ...data, outcome } };
}

const namesOf = (values: Scope): Names => new Map(Object.entries(values).map(([name, value]) => [name, { value }]));

/** What can be named after a step as long as it has not run: its id, and those inside its branches. */
export function unreachedNames(step: CompiledStep): Names {
  const inside = step.kind === 'parallel' ? step.branches.flatMap(({ steps }) => steps) : [];
  return new Map([
    [step.id, { value: { outcome: 'not_reached' } }],
    ...inside.flatMap((inner) => [...unreachedNames(inner)]),
  ]);
}

/** What a runbook's first step may name. Undefined: a variable or the target cannot be computed. */
export function openingNames(runbook: CompiledRunbook, known: Scope): Names | undefined {
  let values = known;
  if (runbook.target) {
    const service = resolveTemplate(runbook.target.service, values);
    const environment = resolveTemplate(runbook.target.environment, values);
    if (service.kind !== 'value' || environment.kind !== 'value') return undefined;
    values = { ...values, target: { service: service.value, environment: environment.value } };
  }
  let variables: Scope = {};
  for (const { name, value } of runbook.variables) {
    const computed = evaluate(value, { ...values, variables });
    if (computed.kind !== 'value') return undefined;
    variables = { ...variables, [name]: computed.value };
  }
  return namesOf({ ...values, variables });
}

/** Undefined: one of them cannot be computed. */
export function resolveAll(templates: Readonly<Record<string, Template>>, names: Names) {
  const filled = resolveTemplate({ kind: 'object', entries: templates }, valuesOf(names));
  return filled.kind === 'value' ? (filled.value as Scope) : undefined;
}
