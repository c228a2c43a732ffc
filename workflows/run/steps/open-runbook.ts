import { evaluate, resolveTemplate, valueWords } from '#core/runbooks/expressions/evaluate';
import type { JsonValue } from '#core/json/json-value';
import type { Scope } from '#core/runbooks/expressions/expression';
import { checkAnswers } from '#core/runbooks/form-answers';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import type { RunFacts } from '#core/runbooks/run-facts';
import type { Target } from '#core/runs/run';
import { namesOf, type StepContext } from './step-context.ts';
import { targetNames } from './target.ts';

/** What a runbook is opened with beside its inputs. */
export interface Surroundings {
  /** Of the top level only: a runbook within another one does not see the incident. */
  readonly facts?: RunFacts;
  /** Of the caller. */
  readonly target?: Partial<Target>;
  /** Given by the person who started the run; overrides the runbook's. */
  readonly override?: Partial<Target>;
}

export type Opened =
  | { readonly base: Scope; readonly target: Partial<Target> }
  /** In words for a person. */
  | { readonly problem: string };

/** Computes what expressions of a runbook may name before its first step: inputs, target, variables. */
export function openRunbook(
  runbook: CompiledRunbook,
  given: Readonly<Record<string, JsonValue>>,
  surroundings: Surroundings,
): Opened {
  const inputs = checkAnswers(runbook.inputs ?? { type: 'object', properties: {}, required: [] }, given);
  if (inputs.kind === 'wrong') {
    const problems = inputs.problems.map(({ field, problem }) => `${field}: ${problem}`);
    return { problem: `its inputs do not fit: ${problems.join('; ')}` };
  }
  // Through JSON: what is absent must not be there at all.
  const facts = JSON.parse(JSON.stringify(surroundings.facts ?? {})) as Record<string, JsonValue>;
  const known: Scope = { ...facts, inputs: inputs.values };
  const opened = targetOf(runbook, known, surroundings);
  if ('problem' in opened) return opened;
  const { target } = opened;

  let base: Scope = { ...known, target: targetNames(target), variables: {} };
  const variables: Record<string, JsonValue> = {};
  for (const { name, value } of runbook.variables) {
    const computed = evaluate(value, base);
    if (computed.kind !== 'value') return { problem: `the variable "${name}" cannot be computed: ${computed.message}` };
    variables[name] = computed.value;
    base = { ...base, variables: { ...variables } };
  }
  return { base, target };
}

function targetOf(
  runbook: CompiledRunbook,
  known: Scope,
  { facts, target: callers, override }: Surroundings,
): { readonly target: Partial<Target> } | { readonly problem: string } {
  if (!runbook.target) {
    const { service, environment } = facts?.incident ?? {};
    return { target: { ...(callers ?? { service, environment }), ...override } };
  }
  const names: Scope = { ...known, ...(callers ? { target: targetNames(callers) } : {}) };
  const target: { service?: string; environment?: string } = {};
  for (const part of ['service', 'environment'] as const) {
    const said = override?.[part];
    if (said !== undefined) target[part] = said;
    else {
      const computed = resolveTemplate(runbook.target[part], names);
      if (computed.kind !== 'value') {
        return {
          problem: `the ${part} that it is for is not known (${computed.message}): give it when you start the run`,
        };
      }
      target[part] = valueWords(computed.value);
    }
  }
  return { target };
}

/** What a completed runbook gives to the one that runs it. */
export function outputsOf(
  runbook: CompiledRunbook,
  context: StepContext,
): { readonly values: Readonly<Record<string, JsonValue>> } | { readonly problem: string } {
  const names = namesOf(context);
  const values: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(runbook.outputs)) {
    const computed = evaluate(value, names);
    if (computed.kind !== 'value') return { problem: `its output "${name}" cannot be computed: ${computed.message}` };
    values[name] = computed.value;
  }
  return { values };
}
