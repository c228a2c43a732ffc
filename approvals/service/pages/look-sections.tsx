import { Time } from '#gateway/pages/page-parts';
import type { ActionView } from './action-view.ts';
import { Fields, RiskMark } from './action-marks.tsx';

// What somebody has to look at before they decide, in the order in which it matters.

export function ChangeSection({ record }: ActionView) {
  const { document, preview } = record;
  return (
    <section id="change" class="panel" data-live aria-labelledby="change-title">
      <h2 id="change-title">What changes</h2>
      {document && (
        <p>
          <code>{`${document.server}.${document.tool}`}</code>
          {' on '}
          <strong>{document.target.name}</strong>
          {` (${document.target.kind} of ${document.service} in ${document.environment})`}
        </p>
      )}
      {!preview && <p class="notice">No dry run has told yet what it would change.</p>}
      {preview && preview.changes.length === 0 && <p class="notice">The dry run finds nothing that would change.</p>}
      {preview && preview.changes.length > 0 && (
        <table class="diff">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">From</th>
              <th scope="col">To</th>
            </tr>
          </thead>
          <tbody>
            {preview.changes.map(({ field, from, to }) => (
              <tr key={field}>
                <th scope="row">
                  <code>{field}</code>
                </th>
                <td data-label="From">
                  <del>{from === '' ? '(empty)' : from}</del>
                </td>
                <td data-label="To">
                  <ins>{to === '' ? '(empty)' : to}</ins>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {preview && <p class="subtle">As the back end’s own dry run says; rendered by code, not written by a model.</p>}
    </section>
  );
}

const LISTED_INSTANCES = 30;

export function ReachSection({ record: { preview } }: ActionView) {
  if (!preview) return null;
  const { instances, instancesInAll, instancesReady } = preview;
  const percent = instancesInAll > 0 ? Math.round((instances.length / instancesInAll) * 100) : undefined;
  return (
    <section id="reach" class="panel" data-live aria-labelledby="reach-title">
      <h2 id="reach-title">What it reaches</h2>
      <p class="figure">
        <strong>{`${instances.length} of ${instancesInAll} ${instancesInAll === 1 ? 'instance' : 'instances'}`}</strong>
        {percent !== undefined && ` (${percent} %)`}
        {`; ${instancesReady} of ${instancesInAll} ready before the change. `}
        <RiskMark risk={preview.risk} />
      </p>
      {instances.length > 0 && (
        <ul class="names">
          {instances.slice(0, LISTED_INSTANCES).map((name) => (
            <li key={name}>
              <code>{name}</code>
            </li>
          ))}
          {instances.length > LISTED_INSTANCES && <li>{`and ${instances.length - LISTED_INSTANCES} more`}</li>}
        </ul>
      )}
    </section>
  );
}

export function AgainstSection({ record, present }: ActionView) {
  const { document, preview } = record;
  const drift = document && present ? driftOf(document.precondition, present) : [];
  const warnings = preview?.warnings ?? [];
  return (
    <section
      id="against"
      class={drift.length > 0 ? 'panel drifted' : 'panel'}
      data-live
      aria-labelledby="against-title"
    >
      <h2 id="against-title">What speaks against it</h2>
      {drift.length + warnings.length === 0 && (
        <p>{preview ? 'The dry run warns of nothing.' : 'Nothing is known: there was no dry run yet.'}</p>
      )}
      {drift.length > 0 && (
        <div class="notice refusal" id="drift">
          <p>
            <strong>The target has changed since this was proposed.</strong> As it stands it would end stale and write
            nothing.
          </p>
          <ul>
            {drift.map(({ field, was, is }) => (
              <li key={field}>
                <code>{field}</code>: was <del>{was}</del>, is now <ins>{is}</ins>
              </li>
            ))}
          </ul>
        </div>
      )}
      {warnings.length > 0 && (
        <ul class="warnings">
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function driftOf(was: Readonly<Record<string, unknown>>, is: Readonly<Record<string, unknown>>) {
  return Object.keys(was)
    .filter((field) => was[field] !== is[field])
    .map((field) => ({ field, was: String(was[field]), is: Object.hasOwn(is, field) ? String(is[field]) : 'gone' }));
}

export function UndoSection({ record }: ActionView) {
  const undo = record.document?.undo;
  return (
    <section id="undo-plan" class="panel" data-live aria-labelledby="undo-title">
      <h2 id="undo-title">What undoes it</h2>
      {undo ? (
        <>
          <p>
            <code>{undo.tool}</code> with <Fields fields={undo.parameters} />, until <Time at={undo.undoBy} withDate />.
          </p>
          <p class="subtle">
            It is approved together with the action, and holds only while the target is as the action leaves it:{' '}
            <Fields fields={undo.precondition} />.
          </p>
        </>
      ) : (
        <p class="notice">Nothing: Holdfast cannot undo it. Going back would be a new proposal, or work by hand.</p>
      )}
    </section>
  );
}
