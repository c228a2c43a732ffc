import { condition } from '@temporalio/workflow';
import { ActionState } from '#core/vocabulary/action';
import { missingApproval } from '#core/vocabulary/count-approvals';
import type { Requirement } from '#core/vocabulary/verdict';
import type { ActionControl } from './action-control.ts';
import type { ActionDecisions } from './action-decisions.ts';

/** Waits for people, until the proposal expires. @returns what the action comes to by it */
export async function awaitApproval(
  life: ActionControl,
  decisions: ActionDecisions,
  needs: Requirement,
): Promise<'approved' | 'expired' | 'stopped'> {
  const document = life.document();
  const { expiresAt, title, service, environment } = document;
  const { actionHash, previewHash = '' } = life.record();
  const begunAt = Date.now();
  const deadline = Date.parse(expiresAt);
  const part = (share: number) => begunAt + (deadline - begunAt) * share;
  const what = `"${title}" (${service} in ${environment})`;
  const how = life.input.notify?.page ?? `holdfast approve ${actionHash}`;

  const isApproved = () => {
    const given = life.record().decisions.map(({ claims, signedIn }) => ({ ...claims, signedIn }));
    const now = new Date(Date.now()).toISOString();
    return missingApproval({ decisions: given, needs, document, actionHash, previewHash, now }) === undefined;
  };
  life.enter(ActionState.awaiting, undefined, { deadlineAt: expiresAt });
  life.tell('asked', `${what} waits for approval until ${clock(deadline)}. Look at it, then decide: ${how}`);
  await life.audit();
  for (;;) {
    if (life.stopRequest()) return 'stopped';
    if (isApproved()) return 'approved';
    const now = Date.now();
    // What came in time counts, however long it takes to check it.
    if (now >= deadline) {
      if (!decisions.hasTimely()) return 'expired';
      await condition(() => !decisions.hasTimely() || isApproved() || life.stopRequest() !== undefined);
      continue;
    }
    const { remindedAt, escalatedAt } = life.record();
    if (!remindedAt && now >= part(1 / 3)) {
      life.show({ remindedAt: new Date(now).toISOString() });
      life.tell('reminder', `${what} still waits for approval, until ${clock(deadline)}: ${how}`);
    }
    if (!escalatedAt && now >= part(2 / 3)) {
      life.show({ escalatedAt: new Date(now).toISOString() });
      life.tell('escalation', `Nobody has decided on ${what} yet. It expires at ${clock(deadline)}: ${how}`, true);
    }
    const next = [
      ...(now < part(1 / 3) ? [part(1 / 3)] : []),
      ...(now < part(2 / 3) ? [part(2 / 3)] : []),
      deadline,
    ][0]!;
    await condition(() => isApproved() || life.stopRequest() !== undefined, Math.max(1, Math.ceil(next - now)), {
      summary: next === deadline ? 'Deadline of the approval' : 'Remind of the approval',
    });
  }
}

const clock = (instant: number) => `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
