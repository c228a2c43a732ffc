import { runWords } from '#core/runs/run-words';
import type { RunRow } from '#temporal/ports';
import { runPath } from '#web/paths/gateway';
import { renderPage, Time } from '#web/pages/page-parts';
import { StateMark } from './run-marks.tsx';
import { gatewaySite } from './site.ts';

export interface RunsView {
  readonly rows: readonly RunRow[];
  /** At most so many are listed. */
  readonly limit: number;
}

export function renderRunsPage({ rows, limit }: RunsView): string {
  const open = rows.filter(({ state }) => state !== 'ended' && state !== 'failed').length;
  return renderPage({
    site: gatewaySite,
    title: 'Runs',
    refreshSeconds: 15,
    children: (
      <main id="main" data-refresh-seconds="5">
        <h1>Runbook runs</h1>
        <p class="subtle" id="count">
          {rows.length === 0 ? 'None yet.' : `${open} in progress of ${rows.length} listed, newest first.`}
          {rows.length === limit && ' Older ones are in the Temporal UI.'}
        </p>
        <div id="rows">
          {rows.length === 0 ? (
            <section class="panel">
              <p>
                A run starts on the page of an incident, or with <code>holdfast runbook run &lt;runbook&gt;</code>.
              </p>
            </section>
          ) : (
            <Rows rows={rows} />
          )}
        </div>
      </main>
    ),
  });
}

function Rows({ rows }: { readonly rows: readonly RunRow[] }) {
  return (
    <table class="stack incidents">
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">Run</th>
          <th scope="col">Runbook</th>
          <th scope="col">Started</th>
          <th scope="col">Ended</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.runId} class={row.state === 'ended' ? 'past' : undefined}>
            <td data-label="State">
              <StateMark words={runWords(row)} />
            </td>
            <th scope="row" data-label="Run">
              <a id={`row-${row.runId}`} href={runPath(row.runId)}>
                {row.title}
              </a>
              {row.target !== undefined && <span class="subtle"> {row.target}</span>}
            </th>
            <td data-label="Runbook">
              <code>{row.runbook}</code>
            </td>
            <td data-label="Started">
              <Time at={row.startedAt} withDate />
            </td>
            <td data-label="Ended">{row.endedAt === undefined ? '–' : <Time at={row.endedAt} withDate />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
