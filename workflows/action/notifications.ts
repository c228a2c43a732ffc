import type { ActionInput } from '#core/actions/action-messages';
import type { ActionRecord } from '#core/actions/action-work';
import { shortHash } from '#core/ids/short-hash';
import { runOfWorkflow } from '#core/ids/workflow-ids';
import { cut } from '#core/text/cut';
import { wordsOfFailure } from '../words-of-failure.ts';
import { notifyingThrough } from './activities.ts';

/**
 * Notifies people, once per key. Whether a message arrives never changes what happens to the action.
 * @param runWorkflow names the sender where the action has no document
 * @param onFailure gets why a destination was not notified
 */
export function openNotifications(
  { notify, actionHash }: ActionInput,
  runWorkflow: string,
  onFailure: (problem: string) => void,
) {
  const sent: Promise<void>[] = [];
  return {
    send({ document }: ActionRecord, key: string, text: string, isEscalation: boolean): void {
      if (!notify) return;
      const to = isEscalation ? (notify.escalateTo ?? notify.to) : notify.to;
      const runId = document?.proposal.runId ?? runOfWorkflow(runWorkflow);
      const path = `${document?.proposal.path ?? 'action'}#${shortHash(actionHash)}-${key}`;
      const request = { runId, incidentId: document?.incident?.id, path, to, service: document?.service, text };
      const options = { summary: cut(`Notify ${to}: ${key}`, 120) };
      const sending = notifyingThrough(notify.taskQueue)
        .sendNotification.executeWithOptions(options, [request])
        .then(
          () => {},
          (error: unknown) => onFailure(`${to} was not notified: ${wordsOfFailure(error)}`),
        );
      sent.push(sending);
    },
    /** Resolves when every message has been sent or has failed. */
    async settled(): Promise<void> {
      await Promise.all(sent);
    },
  };
}
