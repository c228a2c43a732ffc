import { checkValue } from '#core/runbooks/check-value';
import { pathText } from '#core/documents/problem';
import type { JsonValue } from '#core/json/json-value';
import { literalTemplate } from '#core/runbooks/literal-template';
import type { CompiledRunbook, CompiledStep } from '#core/runbooks/runbook-ir';
import { childrenOf } from '#core/runbooks/steps/index';
import type { ToolSpecs } from '#core/runbooks/tool-specs';
import type { RehearsalCase, ScriptedReply } from './rehearsal-document.ts';

/** A rehearsal proves nothing with answers that no tool would give: each is held against the schema of its tool's data. */
export function checkReplies(
  runbook: CompiledRunbook,
  { replies }: RehearsalCase,
  tools: ToolSpecs,
): readonly string[] {
  const reads = new Map(
    allSteps(runbook.steps).flatMap((step) => (step.kind === 'read' ? [[step.id, step.call] as const] : [])),
  );
  return Object.entries(replies).flatMap(([key, scripted]) => {
    const call = reads.get(key.split('/').at(-1) ?? key);
    const schema = call && tools.tools(call.server)?.find(({ name }) => name === call.tool)?.data;
    if (!call || schema === undefined) return [];
    const answers = (Array.isArray(scripted) ? scripted : [scripted]).flatMap(dataIn);
    return answers.flatMap((data) =>
      checkValue(schema, { template: literalTemplate(data), path: ['data'], typeAt: () => ({ kind: 'any' }) }).map(
        ({ path, problem }) => `${key}: ${call.server}.${call.tool} would not answer so: ${pathText(path)}: ${problem}`,
      ),
    );
  });
}

function allSteps(steps: readonly CompiledStep[]): readonly CompiledStep[] {
  return steps.flatMap((step) => [step, ...allSteps(childrenOf(step))]);
}

function dataIn(reply: ScriptedReply): readonly JsonValue[] {
  if ('data' in reply) return [reply.data];
  return 'polled' in reply ? reply.polled : [];
}
