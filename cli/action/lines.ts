import { actionWords } from '#core/actions/action-life';
import type { ActionRecord } from '#core/actions/action-work';
import { durationWords } from '#core/time/duration-words';
import { personWords } from '#core/runs/run-words';
import { recordedApprovals } from '#core/actions/count-approvals';
import { plainLine } from '#core/text/plain-text';
import type { Paint } from '#terminal/painter';
import { shortHash } from '#core/ids/short-hash';

// An action on a terminal, in the order of its page. What others wrote is stripped of what would steer the terminal.

const lineLength = 400;

/** What a person reviews before deciding. */
export function actionLines(record: ActionRecord, paint: Paint, now: Date): readonly string[] {
  const { document, actionHash, state, steps } = record;
  return [
    `${paint('bold', line(document?.title ?? 'Action'))}: ${state.replaceAll('_', ' ')}. ${actionWords(state)}`,
    paint('dim', actionHash),
    ...(steps.at(-1)?.reason === undefined ? [] : [line(steps.at(-1)?.reason ?? '')]),
    ...changeLines(record, paint),
    ...warningLines(record, paint),
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
    heading('Changes', paint),
    ...(document
      ? [
          `  ${line(`${document.server}.${document.tool}`)} on ${line(document.target.name)}, ${line(document.service)} in ${line(document.environment)}`,
          ...(document.backEnd === undefined ? [] : [`  through the back end ${line(document.backEnd)}`]),
        ]
      : []),
    ...(preview
      ? preview.changes.flatMap(({ field, from, to }) => [
          `  ${line(field)}`,
          paint('red', `    - ${line(from)}`),
          paint('green', `    + ${line(to)}`),
        ])
      : ['  The dry run has not finished.']),
    ...(preview
      ? [
          heading('Blast radius', paint),
          `  ${instances.length} of ${instancesInAll} instances${percent}; ${instancesReady} ready before the change; ${preview.risk}`,
          ...(instances.length > 0 ? [`  ${line(instances.join(', '))}`] : []),
        ]
      : []),
  ];
}

function warningLines({ preview, looked }: ActionRecord, paint: Paint): readonly string[] {
  const warnings = (preview?.warnings ?? []).map((warning) => paint('yellow', `  ! ${line(warning)}`));
  const drift =
    looked?.kind === 'drifted' ? [paint('red', `  ! changed since the preview: ${line(looked.reason)}`)] : [];
  const forbidden =
    looked?.kind === 'forbidden' ? [paint('red', `  ! policy would block it now: ${line(looked.reason)}`)] : [];
  const unknown = looked?.kind === 'unknown' ? [`  could not be checked again: ${line(looked.reason)}`] : [];
  const all = [...drift, ...forbidden, ...warnings, ...unknown];
  return [heading('Warnings', paint), ...(all.length > 0 ? all : ['  None.'])];
}

function undoLines({ document }: ActionRecord, paint: Paint): readonly string[] {
  const undo = document?.undo;
  return [
    heading('Undo', paint),
    undo
      ? `  ${line(undo.tool)} with ${line(JSON.stringify(undo.parameters))}, until ${undo.undoBy}`
      : paint('yellow', '  Holdfast cannot undo it.'),
  ];
}

function whyLines({ document, verdict }: ActionRecord, paint: Paint): readonly string[] {
  const policy = { deny: 'forbidden', approvals: 'needs approval', automatic: 'needs no approval' } as const;
  return [
    heading('Why', paint),
    ...(document
      ? [
          `  ${line(document.runbook.name)} ${shortHash(document.runbook.sha256)}, step ${line(document.proposal.path)}, started by ${line(personWords(document.startedBy))}`,
          ...(document.incident ? [`  ${line(document.incident.id)}`] : []),
          ...document.evidence.map((id) => `  ${line(id)}`),
        ]
      : []),
    ...(verdict ? [`  policy ${shortHash(verdict.policySha256)}: ${policy[verdict.kind]}`] : []),
    ...(verdict?.rules ?? []).map(({ rule, reason }) => `  ${line(rule)}: ${line(reason)}`),
  ];
}

function approverLines(record: ActionRecord, paint: Paint, now: Date): readonly string[] {
  const { decisions, deadlineAt, state } = record;
  const left = Date.parse(deadlineAt ?? '') - now.getTime();
  const count = recordedApprovals(record, now.toISOString());
  return [
    ...(count
      ? [
          heading('Approvers', paint),
          ...count.parts.map(({ groups, count: needed, by }) => {
            const names = by.map(({ name }) => name).join(', ');
            return `  ${needed} of ${line(groups.join(' or '))}: ${names === '' ? 'none yet' : line(names)}`;
          }),
        ]
      : []),
    ...decisions.map(
      ({ claims }) =>
        `  ${line(claims.by.name)}: ${claims.answer.replaceAll('_', ' ')}${claims.reason === '' ? '' : `, ${line(claims.reason)}`}`,
    ),
    ...(state === 'awaiting' && deadlineAt !== undefined
      ? [`  until ${deadlineAt}${left > 0 ? `, in ${durationWords(left)}` : ', which has passed'}`]
      : []),
  ];
}

function heading(text: string, paint: Paint): string {
  return `\n${paint('bold', text)}`;
}

function line(text: string): string {
  return plainLine(text, lineLength);
}
