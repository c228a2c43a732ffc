import { Time } from '#web/pages/page-parts';
import type { ActionView } from './action-view.ts';
import { Fields, RiskMark } from './action-marks.tsx';

// What people check before they decide, most important first.

export function ChangeSection({ record }: ActionView) {
  const { document, preview } = record;
  return (
    <section id="change" class="panel" aria-labelledby="change-title">
      <h2 id="change-title">What changes</h2>
      {document && (
        <p>
          <code>{`${document.server}.${document.tool}`}</code>
          {' on '}
          <strong>{document.target.name}</strong>
          {` (${document.target.kind} of ${document.service} in ${document.environment})`}
          {document.backEnd !== undefined && (
            <>
              {', through the back end '}
              <code id="back-end">{document.backEnd}</code>
            </>
          )}
        </p>
      )}
      {!preview && <p class="notice">The dry run has not finished.</p>}
      {preview && preview.changes.length === 0 && <p class="notice">The dry run found no changes.</p>}
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
      {preview && <p class="subtle">From the back end’s own dry run; rendered by code, not written by a model.</p>}
    </section>
  );
}

const LISTED_INSTANCES = 30;

export function ReachSection({ record: { preview } }: ActionView) {
  if (!preview) return null;
  const { instances, instancesInAll, instancesReady } = preview;
  const percent = instancesInAll > 0 ? Math.round((instances.length / instancesInAll) * 100) : undefined;
  return (
    <section id="reach" class="panel" aria-labelledby="reach-title">
      <h2 id="reach-title">Blast radius</h2>
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

export function AgainstSection({ record, looked }: ActionView) {
  const { preview } = record;
  const warnings = preview?.warnings ?? [];
  const inVain =
    looked?.kind === 'drifted' || looked?.kind === 'forbidden'
      ? { ...inVainWords[looked.kind], reason: looked.reason }
      : undefined;
  return (
    <section id="against" class={inVain ? 'panel drifted' : 'panel'} aria-labelledby="against-title">
      <h2 id="against-title">Warnings</h2>
      {!inVain && warnings.length === 0 && <p>{preview ? 'No warnings.' : 'The dry run has not finished.'}</p>}
      {inVain && (
        <div class="notice refusal" id={inVain.id}>
          <p>
            <strong>{inVain.what}</strong> {inVain.then}
          </p>
          <p>{inVain.reason}</p>
        </div>
      )}
      {warnings.length > 0 && (
        <ul class="warnings">
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      {looked && (
        <p class="subtle" id="looked">
          {lookedWords[looked.kind]} <Time at={looked.at} />
          {looked.kind === 'unknown' && `: ${looked.reason}`}
        </p>
      )}
    </section>
  );
}

/** Why approving it now would have no effect. */
const inVainWords = {
  drifted: {
    id: 'drift',
    what: 'The target has changed since this was previewed.',
    then: 'If it is approved now, it ends as stale and writes nothing.',
  },
  forbidden: {
    id: 'forbidden',
    what: 'Policy would block it now.',
    then: 'If it is approved now, it ends as blocked and writes nothing.',
  },
} as const;

const lookedWords = {
  as_previewed: 'Checked again, and still as previewed:',
  drifted: 'Checked again:',
  forbidden: 'Checked again:',
  unknown: 'Could not be checked again',
} as const;

export function UndoSection({ record }: ActionView) {
  const undo = record.document?.undo;
  return (
    <section id="undo-plan" class="panel" aria-labelledby="undo-title">
      <h2 id="undo-title">Undo</h2>
      {undo ? (
        <>
          <p>
            <code>{undo.tool}</code> with <Fields fields={undo.parameters} />, until <Time at={undo.undoBy} withDate />.
          </p>
          <p class="subtle">
            It is approved together with the action, and runs only while the target is still as the action left it:{' '}
            <Fields fields={undo.precondition} />.
          </p>
        </>
      ) : (
        <p class="notice">Holdfast cannot undo this action. Going back takes a new proposal, or work by hand.</p>
      )}
    </section>
  );
}
