import type { LockState } from '#core/actions/service-lock';
import { markdownText } from '../markdown-text.ts';
import { shortHash } from '#core/ids/short-hash';

const mostRows = 30;

/** The live board of the Temporal UI: Markdown, rebuilt after each change. */
export function renderLockBoard(lock: LockState, malformed: number): string {
  const { environment, service, holder, narrowed, past } = lock;
  const lines = [`**Writes to ${markdownText(service)} in ${markdownText(environment)}**`, ''];
  lines.push(
    holder
      ? `Held by ${shortHash(holder.actionHash)} (${holder.part}, fence ${holder.fence}) until ${holder.leaseUntil}`
      : 'Nobody holds it.',
  );
  for (const { target, actionHash, since } of narrowed) {
    lines.push(
      '',
      `> **${markdownText(target)}** stays locked since ${since}: nobody knows what became of ${shortHash(actionHash)}`,
    );
  }
  if (past.length > 0) lines.push('', '| when | target | action | how it ended |', '|---|---|---|---|');
  for (const { at, target, actionHash, automatic, end } of past.slice(-mostRows).toReversed()) {
    lines.push(
      `| ${at} | ${markdownText(target)} | ${shortHash(actionHash)}${automatic ? ' (automatic)' : ''} | ${end} |`,
    );
  }
  if (malformed > 0) lines.push('', `${malformed} malformed messages were dropped.`);
  return lines.join('\n');
}
