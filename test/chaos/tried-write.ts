import type { ActionHash } from '#core/ids/action-hash';
import type { WorkflowHandle } from '@temporalio/client';
import type { ActionPart, ActionState } from '#core/actions/action';
import { actionQuery, undoSignal } from '#workflows/action/messages';
import { approvalOf } from './approve.ts';
import type { Cell } from './cell.ts';
import type { Blow } from './points.ts';
import { type Place, proposeScaling } from './scale-action.ts';
import { shortHash } from '#core/ids/short-hash';

/** One blow that hit a write. */
export interface Struck {
  readonly part: ActionPart;
  readonly blow: Blow;
  /** Where it was meant to be hit. */
  readonly point: string;
  /** It was held at that very point; otherwise it was somewhere on its way. */
  readonly isAtPoint: boolean;
}

/** One action while it is tried. */
export interface TriedWrite {
  readonly place: Place;
  readonly actionHash: ActionHash;
  readonly handle: WorkflowHandle;
  readonly struck: Struck[];
  /** What is known of it from outside. */
  state: ActionState;
  ended: boolean;
  approved: boolean;
  /** Parts of which nobody could say what became of them. */
  readonly unknown: Set<ActionPart>;
  /** It was still running, and nothing would have moved it. */
  stuck?: string;
}

const person = { name: 'chaos', channel: 'cli', verified: false } as const;

/** @param prepare what has to stand before the first request of it */
export async function startWrite(
  cell: Cell,
  place: Place,
  prepare: (actionHash: ActionHash) => void,
): Promise<TriedWrite> {
  const { bytes, actionHash } = await proposeScaling(cell.tool, place);
  prepare(actionHash);
  const handle = await cell.client.workflow.start('action', {
    workflowId: `action/${actionHash}`,
    taskQueue: cell.taskQueue,
    workflowTaskTimeout: '5s',
    args: [{ bytes, actionHash, notify: { taskQueue: cell.tellQueue, to: 'owner' } }],
  });
  return {
    place,
    actionHash,
    handle,
    struck: [],
    state: 'proposed',
    ended: false,
    approved: false,
    unknown: new Set(),
  };
}

/** Reads how each write stands, and approves those that wait for it. What cannot be had now is had the next time. */
export async function look(cell: Cell, writes: readonly TriedWrite[]): Promise<void> {
  const query = `WorkflowType = 'action' AND TaskQueue = '${cell.taskQueue}' AND ExecutionStatus = 'Running'`;
  const running = new Map<string, unknown>();
  for await (const { workflowId, memo } of cell.client.workflow.list({ query }))
    running.set(workflowId, memo?.['state']);
  await Promise.all(
    writes.map(async (write) => {
      if (write.ended) return;
      const state = running.get(write.handle.workflowId);
      if (typeof state === 'string') write.state = state as ActionState;
      else await lookAlone(write);
      if (write.state === 'awaiting' && !write.approved) await approve(cell, write);
      for (const part of ['do', 'undo'] as const) {
        const key = `#${shortHash(write.actionHash)}-unknown-${part}`;
        if (cell.told.some(({ path }) => path.endsWith(key))) write.unknown.add(part);
      }
    }),
  );
}

async function lookAlone(write: TriedWrite): Promise<void> {
  const { status, memo } = await write.handle.describe();
  const state = memo?.['state'];
  if (typeof state === 'string') write.state = state as ActionState;
  write.ended = status.name !== 'RUNNING';
}

async function approve(cell: Cell, write: TriedWrite): Promise<void> {
  const record = await write.handle.query(actionQuery);
  if (record.state !== 'awaiting' || record.previewHash === undefined) return;
  await write.handle.signal('decide', await approvalOf(cell.home.keys, write.actionHash, record.previewHash));
  write.approved = true;
}

export async function askToUndo({ handle }: TriedWrite, answer: 'keep' | 'undo'): Promise<void> {
  await handle.signal(undoSignal, { answer, reason: 'chaos', by: person });
}

/** What a person would have found at the lab. */
export async function resolve({ handle }: TriedWrite, answer: 'executed' | 'not_executed'): Promise<void> {
  await handle.executeUpdate('resolveUnknown', { args: [{ answer, reason: 'looked at the lab', by: person }] });
}
