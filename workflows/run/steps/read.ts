import { resolveTemplate } from '#core/runbooks/expressions/evaluate';
import type { Expression, Scope, Template } from '#core/runbooks/expressions/expression';
import type { JsonValue } from '#core/json/json-value';
import type { ReadStep } from '#core/runbooks/steps/read';
import { StepOutcome } from '#core/runbooks/step-outcome';
import { type ActiveStep, namesOf, type StepContext } from './step-context.ts';
import { failed, type StepEnd, stoppedBy } from './step-end.ts';
import { completeTarget } from './target.ts';

/** Fills the arguments of a call in. */
export function resolveAll(
  templates: Readonly<Record<string, Template>>,
  context: StepContext,
): { readonly values: Readonly<Record<string, JsonValue>> } | { readonly problem: string } {
  const resolved = resolveTemplate({ kind: 'object', entries: templates }, namesOf(context));
  if (resolved.kind !== 'value') return { problem: resolved.message };
  return { values: resolved.value as Readonly<Record<string, JsonValue>> };
}

/** History is not for carrying what nobody reads. */
export function namesIn({ cel }: Expression, names: Scope): Scope {
  const words = new Set(cel.split(/[^A-Za-z0-9_]+/));
  return Object.fromEntries(Object.entries(names).filter(([name]) => words.has(name)));
}

export async function carryOutRead(active: ActiveStep<ReadStep>): Promise<StepEnd> {
  const { step, run, path, scope, title } = active;
  const { call, poll } = step;
  const resolved = resolveAll(call.arguments, active);
  if ('problem' in resolved) return failed(`its arguments cannot be computed: ${resolved.problem}`);
  const end = await run.suspension.effect(() =>
    run.runtime.read(
      {
        path,
        server: call.server,
        tool: call.tool,
        arguments: resolved.values,
        environment: completeTarget(active.target)?.environment,
        select: call.select,
        withinSeconds: step.withinSeconds,
        ...(poll ? { poll: { ...poll, scope: namesIn(poll.until, namesOf(active)) } } : {}),
        summary: `${path} · ${call.server}.${call.tool}: ${title}`,
      },
      scope,
    ),
  );
  switch (end.kind) {
    case 'done':
      if (!run.hasRoomFor(end.data)) return failed('the run keeps 512 KiB of answers already: use less of them');
      return { outcome: StepOutcome.succeeded, data: end.data, evidence: end.evidence, summary: end.summary };
    case 'failed':
      return failed(end.reason);
    case 'expired':
      return { outcome: StepOutcome.expired, reason: end.reason };
    case 'stopped':
      return stoppedBy(scope);
    default:
      return end satisfies never;
  }
}
