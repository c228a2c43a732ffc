import { condition } from '@temporalio/workflow';
import { ActionState } from '#core/actions/action';
import { recordedApprovals } from '#core/actions/count-approvals';
import type { ActionControl } from './control.ts';
import type { ActionDecisions } from './decisions.ts';
import { now } from '../now.ts';

/** Waits for people's decisions until the proposal expires. */
export async function awaitApproval(
  life: ActionControl,
  decisions: ActionDecisions,
): Promise<'approved' | 'expired' | 'stopped'> {
  const { expiresAt, title, service, environment } = life.document();
  const { actionHash } = life.record();
  const begunAt = Date.now();
  const deadline = Date.parse(expiresAt);
  const part = (share: number) => begunAt + (deadline - begunAt) * share;
  const what = `"${title}" (${service} in ${environment})`;
  const how = life.input.notify?.page ?? `holdfast approve ${actionHash}`;

  const isApproved = () => {
    const count = recordedApprovals(life.record(), now());
    return count !== undefined && count.missing === undefined;
  };
  life.enter(ActionState.awaiting, undefined, { deadlineAt: expiresAt });
  life.notify('asked', `${what} waits for approval until ${clock(deadline)}. Look at it, then decide: ${how}`);
  await life.audit();
  for (;;) {
    if (life.stopRequest()) return 'stopped';
    if (isApproved()) return 'approved';
    const present = Date.now();
    // A decision that arrived in time counts, even if verifying it takes longer.
    if (present >= deadline) {
      if (!decisions.hasTimely()) return 'expired';
      await condition(() => !decisions.hasTimely() || isApproved() || life.stopRequest() !== undefined);
      continue;
    }
    const { remindedAt, escalatedAt } = life.record();
    if (!remindedAt && present >= part(1 / 3)) {
      life.show({ remindedAt: now() });
      life.notify('reminder', `${what} still waits for approval, until ${clock(deadline)}: ${how}`);
    }
    if (!escalatedAt && present >= part(2 / 3)) {
      life.show({ escalatedAt: now() });
      life.notify('escalation', `Nobody has decided on ${what} yet. It expires at ${clock(deadline)}: ${how}`, true);
    }
    const next = [
      ...(present < part(1 / 3) ? [part(1 / 3)] : []),
      ...(present < part(2 / 3) ? [part(2 / 3)] : []),
      deadline,
    ][0]!;
    await condition(() => isApproved() || life.stopRequest() !== undefined, Math.max(1, Math.ceil(next - present)), {
      summary: next === deadline ? 'Deadline of the approval' : 'Remind of the approval',
    });
  }
}

const clock = (instant: number) => `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
