import { ApplicationFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import type { CompiledItem } from '#core/runbooks/checklist-ir';
import { judgeCondition, resolveArguments } from '#core/runbooks/references';
import { FailureType } from '#core/ids/failure-type';
import type { ItemState, PublishedBrief } from '#core/incidents/incident';
import type { InvestigationPlan, InvestigationRequest } from '#core/incidents/investigation';
import { preparing, publishing, reading } from '../activities.ts';
import { causeOf, wordsOfFailure } from '../words-of-failure.ts';
import { cut } from '#core/text/cut';

/** Reports progress, so that the incident can show it. */
export interface InvestigationObserver {
  readonly planned: (plan: InvestigationPlan, items: readonly ItemState[]) => void;
  readonly itemChanged: (id: string, change: Partial<ItemState>) => void;
}

/** The server offers no such tool: the item does not apply, nothing failed. */
function isNoTool(error: unknown): boolean {
  const cause = causeOf(error);
  return cause instanceof ApplicationFailure && cause.type === FailureType.noSuchTool;
}

/** A worker reports a slow tool before the deadline, so the deadline itself passes only while there is no worker. */
function isWithoutWorker(error: unknown): boolean {
  const cause = causeOf(error);
  return cause instanceof TimeoutFailure && !(cause.cause instanceof ApplicationFailure);
}

async function answer(
  item: CompiledItem,
  request: InvestigationRequest,
  plan: InvestigationPlan,
): Promise<Partial<ItemState>> {
  const server = plan.servers[item.server];
  if (!server) return { state: 'not_applicable', reason: `no tool server "${item.server}" is configured` };
  if ('reason' in server) return { state: 'could_not_check', reason: server.reason };
  const condition = judgeCondition(item.if, plan.facts);
  if (condition.kind === 'does_not_hold') return { state: 'not_applicable', reason: condition.reason };
  if (condition.kind === 'wrong') return { state: 'could_not_check', reason: condition.reason };
  const resolved = resolveArguments(item.arguments, plan.facts);
  if (resolved.kind === 'absent') return { state: 'not_applicable', reason: resolved.reason };
  if (resolved.kind === 'wrong') return { state: 'could_not_check', reason: resolved.reason };
  const ask = () =>
    reading.callTool.executeWithOptions(
      {
        scheduleToCloseTimeout: item.withinSeconds * 1000,
        summary: cut(`${item.server}.${item.tool}: ${item.title}`, 120),
      },
      [
        {
          incidentId: request.incidentId,
          server: item.server,
          tool: item.tool,
          arguments: resolved.arguments,
          environment: server.environment,
          withinSeconds: item.withinSeconds,
        },
      ],
    );
  try {
    const result = await ask().catch(async (error: unknown) => {
      if (!isWithoutWorker(error)) throw error;
      return ask();
    });
    return { state: 'answered', evidence: result.evidence, summary: result.summary };
  } catch (error) {
    if (isCancellation(error)) throw error;
    const reason = wordsOfFailure(error, item.withinSeconds);
    return { state: isNoTool(error) ? 'not_applicable' : 'could_not_check', reason };
  }
}

/** Runs a checklist, all items at once, and publishes the brief. */
export async function investigation(
  request: InvestigationRequest,
  observer?: InvestigationObserver,
): Promise<PublishedBrief> {
  const plan = await preparing.prepareInvestigation.executeWithOptions({ summary: 'Choose the checklist' }, [request]);
  let items: ItemState[] = plan.checklist.items.map(({ id, title, server, tool, mandatory }) => ({
    id,
    title,
    tool: `${server}.${tool}`,
    mandatory,
    state: 'running',
  }));
  observer?.planned(plan, items);
  await Promise.all(
    plan.checklist.items.map(async (item) => {
      const change = await answer(item, request, plan);
      items = items.map((known) => (known.id === item.id ? { ...known, ...change } : known));
      observer?.itemChanged(item.id, change);
    }),
  );
  return publishing.publishBrief.executeWithOptions({ summary: 'Analyse the evidence, publish the brief' }, [
    { request, plan, items },
  ]);
}
