import { ActionState } from '#core/actions/action';
import { actionWords } from '#core/actions/action-life';
import type { ActionRecord } from '#core/actions/action-work';
import { markdownText } from '../markdown-text.ts';
import { shortHash } from '#core/ids/short-hash';
import { actionWorkflowId } from '#core/ids/workflow-ids';

const mostChanges = 20;

/** The live board of the Temporal UI: Markdown, rebuilt after each change. */
export function renderActionBoard(record: ActionRecord): string {
  const { document, preview, state, steps, actionHash } = record;
  const lines = [`**${document ? markdownText(document.title) : 'An action'}** (${shortHash(actionHash)})`, ''];
  const reason = steps.at(-1)?.reason;
  lines.push(`${actionWords(state)}${reason ? ` ${markdownText(reason)}` : ''}`);
  if (document) {
    const { service, environment, server, backEnd, tool, target } = document;
    const through = backEnd === undefined ? '' : `, through ${markdownText(backEnd)}`;
    lines.push(
      '',
      `${server}.${tool} on ${markdownText(target.name)}: ${markdownText(service)} in ${markdownText(environment)}${through}`,
    );
  }
  if (preview) {
    lines.push('', '| what changes | from | to |', '|---|---|---|');
    for (const { field, from, to } of preview.changes.slice(0, mostChanges))
      lines.push(`| ${markdownText(field)} | ${markdownText(from)} | ${markdownText(to)} |`);
    lines.push(
      '',
      `Reach: ${preview.instances.length} of ${preview.instancesInAll} instances; at worst ${preview.risk}.`,
    );
    for (const warning of preview.warnings.slice(0, mostChanges)) lines.push('', `> ${markdownText(warning)}`);
  }
  lines.push(...decisionsOf(record), ...wantedOf(record));
  lines.push('', '| state | when | |', '|---|---|---|');
  for (const { state: was, at, reason: why } of steps) lines.push(`| ${was} | ${at} | ${markdownText(why ?? '')} |`);
  return lines.join('\n');
}

function decisionsOf({ verdict, decisions, refused, refusedCount }: ActionRecord): readonly string[] {
  const lines: string[] = [];
  if (verdict?.kind === 'approvals') {
    const parts = verdict.needs.parts.map(
      ({ count, groups }) => `${count} of ${groups.map(markdownText).join(' or ')}`,
    );
    lines.push('', `Policy asks for ${parts.join(', and ')}.`);
  }
  for (const { rule, reason } of verdict?.rules ?? [])
    lines.push('', `- ${markdownText(rule)}: ${markdownText(reason)}`);
  for (const { claims } of decisions) {
    lines.push(
      '',
      `- **${markdownText(claims.by.name)}**: ${claims.answer} at ${claims.decidedAt}: ${markdownText(claims.reason)}`,
    );
  }
  if (refusedCount > 0)
    lines.push('', `${refusedCount} decisions do not count; the last: ${markdownText(refused.at(-1) ?? '')}`);
  return lines;
}

/** What people can do now, as commands. */
function wantedOf({
  state,
  deadlineAt,
  actionHash,
  asksUndo,
  asksOutcome,
  undoBy,
  problems,
}: ActionRecord): readonly string[] {
  const lines: string[] = [];
  if (state === ActionState.awaiting) {
    lines.push('', `Until ${deadlineAt ?? ''}: \`holdfast approve ${actionHash}\`, or by a signed decision:`);
    lines.push(
      '',
      `\`temporal workflow signal -w ${actionWorkflowId(actionHash)} --name decide --input '{"jws":"..."}'\``,
    );
  }
  if (asksUndo)
    lines.push('', `No improvement was observed. Until ${undoBy ?? ''}: \`holdfast undo ${actionHash}\`, or keep it.`);
  if (asksOutcome) {
    lines.push('', 'Nobody can say whether it was written. Look at the target, then say so:');
    const input = '{"answer":"executed","reason":"...","by":{"name":"...","channel":"temporal","verified":false}}';
    lines.push(
      '',
      `\`temporal workflow update execute -w ${actionWorkflowId(actionHash)} --name resolveUnknown --input '${input}'\``,
    );
  }
  for (const problem of problems ?? []) lines.push('', `> ${markdownText(problem)}`);
  return lines;
}
