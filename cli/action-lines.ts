import { actionWords } from '#core/actions/action-life';
import type { ActionRecord } from '#core/actions/action-work';
import { durationWords, personWords } from '#core/runs/run-words';
import { recordedApprovals } from '#core/actions/count-approvals';
import { plainLine } from '#core/text/plain-text';
import type { Paint } from './run-lines.ts';

// An action on a terminal, in the order of its page. What others wrote is stripped of what would steer the terminal.

const lineLength = 400;

/** What somebody has to look at before they decide. */
export function actionLines(record: ActionRecord, paint: Paint, now: Date): readonly string[] {
  const { document, actionHash, state, steps } = record;
  return [
    `${paint('bold', told(document?.title ?? 'Action'))}: ${state.replaceAll('_', ' ')}. ${actionWords(state)}`,
    paint('dim', actionHash),
    ...(steps.at(-1)?.reason === undefined ? [] : [told(steps.at(-1)?.reason ?? '')]),
    ...changeLines(record, paint),
    ...againstLines(record, paint),
    ...undoLines(record, paint),
    ...whyLines(record, paint),
    ...approverLines(record, paint, now),
  ];
}

function changeLines({ document, preview }: ActionRecord, paint: Paint): readonly string[] {
  const { instances, instancesInAll, instancesReady } = preview ?? {
    instances: [],
    instancesInAll: 0,
    instancesReady: 0,
  };
  const percent = instancesInAll > 0 ? ` (${Math.round((instances.length / instancesInAll) * 100)} %)` : '';
  return [
    heading('Change', paint),
    ...(document
      ? [
          `  ${told(`${document.server}.${document.tool}`)} on ${told(document.target.name)}, ${told(document.service)} in ${told(document.environment)}`,
        ]
      : []),
    ...(preview
      ? preview.changes.flatMap(({ field, from, to }) => [
          `  ${told(field)}`,
          paint('red', `    - ${told(from)}`),
          paint('green', `    + ${told(to)}`),
        ])
      : ['  No dry run has told yet what it would change.']),
    ...(preview
      ? [
          heading('Reach', paint),
          `  ${instances.length} of ${instancesInAll} instances${percent}; ${instancesReady} ready before the change; ${preview.risk}`,
          ...(instances.length > 0 ? [`  ${told(instances.join(', '))}`] : []),
        ]
      : []),
  ];
}

function againstLines({ preview, looked }: ActionRecord, paint: Paint): readonly string[] {
  const warnings = (preview?.warnings ?? []).map((warning) => paint('yellow', `  ! ${told(warning)}`));
  const drift =
    looked?.kind === 'drifted' ? [paint('red', `  ! changed since it was previewed: ${told(looked.reason)}`)] : [];
  const forbidden =
    looked?.kind === 'forbidden' ? [paint('red', `  ! it would be blocked now: ${told(looked.reason)}`)] : [];
  const unknown = looked?.kind === 'unknown' ? [`  it could not be looked at again: ${told(looked.reason)}`] : [];
  const lines = [...drift, ...forbidden, ...warnings, ...unknown];
  return [
    heading('Against it', paint),
    ...(lines.length > 0 ? lines : ['  Nothing that the dry run or policy knows.']),
  ];
}

function undoLines({ document }: ActionRecord, paint: Paint): readonly string[] {
  const undo = document?.undo;
  return [
    heading('Undo', paint),
    undo
      ? `  ${told(undo.tool)} with ${told(JSON.stringify(undo.parameters))}, until ${undo.undoBy}`
      : paint('yellow', '  Nothing: Holdfast cannot undo it.'),
  ];
}

function whyLines({ document, verdict }: ActionRecord, paint: Paint): readonly string[] {
  const policy = { deny: 'forbidden', approvals: 'needs approval', automatic: 'needs no approval' } as const;
  return [
    heading('Why', paint),
    ...(document
      ? [
          `  ${told(document.runbook.name)} ${document.runbook.sha256.slice(0, 12)}, step ${told(document.proposal.path)}, started by ${told(personWords(document.startedBy))}`,
          ...(document.incident ? [`  ${told(document.incident.id)}`] : []),
          ...document.evidence.map((id) => `  ${told(id)}`),
        ]
      : []),
    ...(verdict ? [`  policy ${verdict.policySha256.slice(0, 12)}: ${policy[verdict.kind]}`] : []),
    ...(verdict?.rules ?? []).map(({ rule, reason }) => `  ${told(rule)}: ${told(reason)}`),
  ];
}

function approverLines(record: ActionRecord, paint: Paint, now: Date): readonly string[] {
  const { decisions, deadlineAt, state } = record;
  const left = Date.parse(deadlineAt ?? '') - now.getTime();
  const count = recordedApprovals(record, now.toISOString());
  return [
    ...(count
      ? [
          heading('Who may approve', paint),
          ...count.parts.map(({ groups, count: needed, by }) => {
            const names = by.map(({ name }) => name).join(', ');
            return `  ${needed} of ${told(groups.join(' or '))}: ${names === '' ? 'nobody yet' : told(names)}`;
          }),
        ]
      : []),
    ...decisions.map(
      ({ claims }) =>
        `  ${told(claims.by.name)}: ${claims.answer.replaceAll('_', ' ')}${claims.reason === '' ? '' : `, ${told(claims.reason)}`}`,
    ),
    ...(state === 'awaiting' && deadlineAt !== undefined
      ? [`  until ${deadlineAt}${left > 0 ? `, in ${durationWords(left)}` : ', which has passed'}`]
      : []),
  ];
}

function heading(text: string, paint: Paint): string {
  return `\n${paint('bold', text)}`;
}

function told(text: string): string {
  return plainLine(text, lineLength);
}
