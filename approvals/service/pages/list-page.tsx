import { ActionStateMark, renderPage, Time } from '#web/pages/page-parts';
import { actionPath } from '#web/paths/approvals';
import type { ActionRow } from '#temporal/ports';
import type { Session } from '../sessions.ts';
import { RiskMark } from './action-marks.tsx';
import { SessionLine } from './session-line.tsx';
import { siteOf } from './site.ts';

const REFRESH_SECONDS = 10;

export interface ActionListView {
  readonly waiting: readonly ActionRow[];
  readonly others: readonly ActionRow[];
  readonly session?: Session;
  readonly signOutToken: string;
  readonly gatewayUrl?: string;
}

export function renderActionListPage({ waiting, others, session, signOutToken, gatewayUrl }: ActionListView): string {
  return renderPage({
    title: waiting.length === 0 ? 'Nothing is waiting' : `${waiting.length} waiting for approval`,
    site: siteOf(gatewayUrl),
    refreshSeconds: REFRESH_SECONDS,
    children: (
      <main id="main" data-refresh-seconds={REFRESH_SECONDS}>
        <section id="waiting" aria-labelledby="waiting-title">
          <h1 id="waiting-title">Waiting for approval</h1>
          {waiting.length === 0 ? (
            <p>Nothing is waiting for a decision.</p>
          ) : (
            <Rows rows={waiting} time="Decide until" timeOf={(row) => row.deadlineAt} />
          )}
        </section>
        <section id="others" aria-labelledby="others-title">
          <h2 id="others-title">Recent actions</h2>
          {others.length === 0 ? (
            <p class="subtle">There are no other actions.</p>
          ) : (
            <Rows rows={others} time="Proposed" timeOf={(row) => row.proposedAt} />
          )}
        </section>
        <SessionLine session={session} signOutToken={signOutToken} />
      </main>
    ),
  });
}

function Rows({
  rows,
  time,
  timeOf,
}: {
  readonly rows: readonly ActionRow[];
  readonly time: string;
  readonly timeOf: (row: ActionRow) => string | undefined;
}) {
  const hasRisk = rows.some(({ risk }) => risk !== undefined);
  return (
    <table class="stack actions">
      <thead>
        <tr>
          <th scope="col">Action</th>
          <th scope="col">Service</th>
          <th scope="col">State</th>
          {hasRisk && <th scope="col">Risk</th>}
          <th scope="col">{time}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.actionHash}>
            <th scope="row">
              <a href={actionPath(row.actionHash)}>{row.title}</a>
            </th>
            <td data-label="Service">
              {row.service === undefined ? 'unknown: no worker answers' : `${row.service}, ${row.environment}`}
            </td>
            <td data-label="State">
              {row.state === undefined ? <span class="mark">unknown</span> : <ActionStateMark state={row.state} />}
            </td>
            {hasRisk && <td data-label="Risk">{row.risk ? <RiskMark risk={row.risk} /> : 'unknown'}</td>}
            <td data-label={time}>{timed(timeOf(row))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function timed(at: string | undefined) {
  return at === undefined ? '' : <Time at={at} withDate />;
}
