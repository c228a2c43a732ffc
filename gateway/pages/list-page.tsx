import type { IncidentRow } from '#temporal/ports';
import { incidentPath } from '#web/paths/gateway';
import { renderPage, Time } from '#web/pages/page-parts';
import type { ShownHook } from '../hooks/shown-hooks.ts';
import { PhaseMark, SeverityMark } from './words.tsx';
import { gatewaySite } from './site.ts';

export interface ListView {
  readonly rows: readonly IncidentRow[];
  /** At most so many are listed. */
  readonly limit: number;
  readonly hooks: readonly ShownHook[];
}

export function renderListPage(view: ListView): string {
  const { rows, limit } = view;
  const open = rows.filter(({ phase }) => phase !== 'closed' && phase !== 'failed').length;
  return renderPage({
    site: gatewaySite,
    title: 'Incidents',
    refreshSeconds: 15,
    children: (
      <main id="main" data-refresh-seconds="5">
        <h1>Incidents</h1>
        <p class="subtle" id="count">
          {rows.length === 0 ? 'None yet.' : `${open} open of ${rows.length} listed, newest first.`}
          {rows.length === limit && ` Older ones are in the Temporal UI.`}
        </p>
        <div id="rows">{rows.length === 0 ? <Empty {...view} /> : <Rows rows={rows} />}</div>
      </main>
    ),
  });
}

function Rows({ rows }: { readonly rows: readonly IncidentRow[] }) {
  return (
    <table class="stack incidents">
      <thead>
        <tr>
          <th scope="col">Severity</th>
          <th scope="col">Phase</th>
          <th scope="col">Incident</th>
          <th scope="col">Services</th>
          <th scope="col">Environment</th>
          <th scope="col">Opened</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.incidentId} class={row.phase === 'closed' ? 'past' : undefined}>
            <td data-label="Severity">{row.severity ? <SeverityMark severity={row.severity} /> : '–'}</td>
            <td data-label="Phase">
              <PhaseMark phase={row.phase} />
            </td>
            <th scope="row" data-label="Incident">
              <a id={`row-${row.incidentId}`} href={incidentPath(row.incidentId)}>
                {row.title}
              </a>
              {row.headline === undefined ? null : <span class="headline">{row.headline}</span>}
            </th>
            <td data-label="Services">{row.services.length > 0 ? row.services.join(', ') : 'unknown'}</td>
            <td data-label="Environment">{row.environment ?? 'not set'}</td>
            <td data-label="Opened">
              <Time at={row.openedAt} withDate />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Empty({ hooks }: ListView) {
  return (
    <section class="panel" aria-labelledby="empty">
      <h2 id="empty">No incident has been opened</h2>
      <p>An incident opens when an alert source delivers a firing alert.</p>
      {hooks.some(({ integration }) => integration !== undefined) ? null : (
        <p>
          No integration is configured yet: add one under <code>integrations</code> in <code>holdfast.yaml</code>.
        </p>
      )}
      {hooks.map(({ integration, source, address }) => (
        <section key={address}>
          <h3>{integration === undefined ? source.title : `${source.title}: ${integration}`}</h3>
          <p>{source.connect.instruction}</p>
          <pre tabIndex={0}>{source.connect.configuration(address)}</pre>
        </section>
      ))}
      <p>
        Report releases and other changes with <code>POST /v1/changes</code>, so that a brief can name them.
      </p>
    </section>
  );
}
