import { z } from 'zod';
import type { ActionDocument, WritePlan } from '#core/actions/action';
import type { ProposeAnswer, ProposeRequest } from '#core/actions/action-work';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import { ApplicationFailure } from '@temporalio/common';
import { permanent } from './failures.ts';
import { FailureType } from '#core/ids/failure-type';
import { withHeartbeats } from './heartbeats.ts';
import { askTool, keepAnswer, type ToolCallDependencies } from './tool-answer.ts';
import { plainLine } from '#core/text/plain-text';
import type { ActionHash } from '#core/ids/action-hash';

export interface ProposalDependencies extends ToolCallDependencies {
  /** SHA-256. */
  readonly hashOf: (bytes: string) => ActionHash;
  readonly now: () => Date;
}

/** How long after the last moment to execute an undo is still the one that was approved. */
const undoAfterExpirySeconds = 3600;

const Fields = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** What `plan_action` answers: the tool server is trusted with the target, its form is checked all the same. */
const Plan = z.object({
  target: z.object({ kind: z.enum(['service', 'instance']), name: z.string(), uid: z.string() }),
  precondition: Fields,
  undo: z.object({ tool: z.string(), parameters: z.record(z.string(), z.json()), precondition: Fields }).optional(),
  back_end: z.string().min(1).max(60),
});

/**
 * Looks at what a write would be done to and makes the action's bytes of it, with read credentials alone. What the target
 * was like goes in as evidence.
 */
export function createProposeAction(dependencies: ProposalDependencies) {
  return async function proposeAction(request: ProposeRequest): Promise<ProposeAnswer> {
    const { environment, service, server, tool, parameters, incident } = request;
    const question = {
      server,
      tool: 'plan_action',
      arguments: { environment, service, tool, parameters },
      environment,
      incidentId: incident?.id,
    };
    try {
      const answer = await withHeartbeats((signal) =>
        askTool(dependencies, question, { signal, timeoutMilliseconds: 20_000 }),
      );
      const evidence = await keepAnswer(dependencies, question, answer);
      const plan = Plan.safeParse(answer.envelope.data);
      if (!plan.success) {
        const wrong = plan.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
        throw permanent(FailureType.toolRefused, `${server}.plan_action answered what is no plan: ${wrong}`);
      }
      const { back_end: backEnd, ...planned } = plan.data;
      const document = documentOf({ ...request, backEnd }, planned, dependencies.now());
      const bytes = canonicalJson(
        withoutUndefinedKeys({ ...document, evidence: [...new Set([...request.evidence, evidence])].slice(-50) }),
      );
      return { kind: 'proposed', bytes, actionHash: dependencies.hashOf(bytes) };
    } catch (error) {
      if (error instanceof ApplicationFailure && error.nonRetryable) return { kind: 'refused', reason: error.message };
      throw error;
    }
  };
}

function documentOf(
  request: ProposeRequest & Pick<ActionDocument, 'backEnd'>,
  { undo, ...plan }: WritePlan,
  now: Date,
): ActionDocument {
  const { approvalWithinSeconds, title, ...given } = request;
  const expires = now.getTime() + approvalWithinSeconds * 1000;
  return {
    version: 1,
    ...given,
    ...plan,
    // A title may quote foreign text: what is approved has nothing in it that cannot be seen.
    title: plainLine(title, 500),
    undo: undo && { ...undo, undoBy: new Date(expires + undoAfterExpirySeconds * 1000).toISOString() },
    proposedAt: now.toISOString(),
    expiresAt: new Date(expires).toISOString(),
  };
}
