import type { RunState, StepRecord } from '#core/runs/run';
import { markdownText } from '../markdown-text.ts';
import { shortHash } from '#core/ids/short-hash';

const marks: Readonly<Record<StepRecord['state'], string>> = {
  running: '…',
  waiting: '?',
  succeeded: '✓',
  skipped: '–',
  declined: '✗',
  requirement_not_met: '✗',
  failed: '✗',
  expired: '⌛',
  cancelled: '⊘',
  write_unavailable: '✗',
  rejected: '✗',
  blocked: '✗',
  withdrawn: '⊘',
  stale: '✗',
  unknown: '?!',
  not_verified: '✗',
  undone: '↶',
  undo_failed: '✗',
  not_reached: '·',
};

/** Rows of the board: what runs and what ended last, so that it stays one page. */
const mostRows = 60;

/** The live board of the Temporal UI: Markdown, rebuilt after each change. */
export function renderRunBoard(state: RunState): string {
  const { runbook, target, outcome, reason, paused, steps, plan } = state;
  const where = target ? `${target.service} in ${target.environment}` : 'no target';
  const lines = [
    `**${markdownText(runbook.title)}** (${runbook.name} ${shortHash(runbook.sha256)})`,
    '',
    `${outcome ?? state.state} · ${markdownText(where)} · started by ${markdownText(state.startedBy.name)}${reason ? ` · ${markdownText(reason)}` : ''}`,
  ];
  if (paused)
    lines.push(
      '',
      `Paused by ${markdownText(paused.by.name)}${paused.reason ? `: ${markdownText(paused.reason)}` : ''}`,
    );
  for (const { path, state: now, question, deadlineAt } of steps) {
    if (now === 'waiting' && question)
      lines.push('', `> **${path}** asks until ${deadlineAt ?? ''}: ${markdownText(question.text)}`);
  }
  lines.push('', '| | step | | |', '|---|---|---|---|');
  const shown = steps.slice(-mostRows);
  if (shown.length < steps.length) lines.push(`| | ${steps.length - shown.length} steps before | | |`);
  for (const { path, title, state: now, summary, reason: why, by } of shown) {
    const words = [why ?? summary ?? '', by ? `(${by.name})` : ''].join(' ');
    lines.push(`| ${marks[now]} | ${markdownText(path)} | ${markdownText(title)} | ${markdownText(words)} |`);
  }
  const begun = new Set(steps.map(({ path }) => path));
  for (const { id, title } of plan) {
    if (!begun.has(id)) lines.push(`| ${marks.not_reached} | ${markdownText(id)} | ${markdownText(title)} | |`);
  }
  return lines.join('\n');
}
