import { recordedApprovals } from '#core/actions/count-approvals';
import type { EvidenceId } from '#core/ids/evidence-id';
import { personWords } from '#core/runs/run-words';
import { durationWords } from '#core/time/duration-words';
import { escapeInvisible } from '#core/text/escape-invisible';
import { incidentPath, evidencePath } from '#web/paths/gateway';
import { actionStateWord, Time } from '#web/pages/page-parts';
import type { ActionView } from './action-view.ts';
import { Fields } from './action-marks.tsx';
import { remainingWords } from './remaining-words.ts';
import { shortHash } from '#core/ids/short-hash';

// Why it is proposed, what policy says, who decides until when, and exactly what is approved.

export function WhySection({ record: { document }, gatewayUrl }: ActionView) {
  if (!document) return null;
  const base = gatewayUrl?.replace(/\/+$/, '');
  const { runbook, proposal, incident, startedBy, evidence, expectation } = document;
  return (
    <section id="why" class="panel" aria-labelledby="why-title">
      <h2 id="why-title">Why</h2>
      <dl class="facts">
        <dt>Runbook</dt>
        <dd>
          {runbook.name} <code title={runbook.sha256}>{shortHash(runbook.sha256)}</code>, step{' '}
          <code>{proposal.path}</code>
          {proposal.number > 1 && `, proposal ${proposal.number}`}
        </dd>
        <dt>Run started by</dt>
        <dd>{personWords(startedBy)}: they cannot approve it themselves</dd>
        <dt>Incident</dt>
        <dd>
          {incident === undefined ? (
            'none: the run belongs to no incident'
          ) : base === undefined ? (
            <code>{incident.id}</code>
          ) : (
            <a href={`${base}${incidentPath(incident.id)}`}>{incident.id}</a>
          )}
        </dd>
        <dt>Evidence</dt>
        <dd>
          {evidence.length === 0 && 'None.'}
          <EvidenceLinks evidence={evidence} gatewayUrl={gatewayUrl} />
        </dd>
        <dt>Success check</dt>
        <dd>
          <code>{`${expectation.server}.${expectation.tool}`}</code> shows <code>{expectation.poll.until.cel}</code>,
          within {durationWords(expectation.withinSeconds * 1000)}. {ifNotVerified[document.ifNotVerified]}
        </dd>
        <dt>Preconditions</dt>
        <dd>
          <Fields fields={document.precondition} />
        </dd>
      </dl>
    </section>
  );
}

function EvidenceLinks({ evidence, gatewayUrl }: { evidence: readonly EvidenceId[]; gatewayUrl?: string }) {
  return (
    <>
      {evidence.map((id, index) => (
        <span key={id}>
          {index > 0 && ' · '}
          {gatewayUrl === undefined ? (
            <code>{id.slice(0, 15)}</code>
          ) : (
            <a href={`${gatewayUrl.replace(/\/+$/, '')}${evidencePath(id)}`} title={id}>
              {id.slice(0, 15)}
            </a>
          )}
        </span>
      ))}
    </>
  );
}

const ifNotVerified = {
  ask: 'If it does not, a person decides.',
  undo: 'If it does not, the action is undone.',
  stop: 'If it does not, the run stops and the change stays.',
} as const;

export function PolicySection({ record: { verdict } }: ActionView) {
  return (
    <section id="policy" class="panel" aria-labelledby="policy-title">
      <h2 id="policy-title">Policy</h2>
      {!verdict && <p>Policy has not been evaluated yet.</p>}
      {verdict && (
        <>
          <p>
            {verdict.kind === 'deny' && 'It is forbidden.'}
            {verdict.kind === 'automatic' &&
              `It needs no approval${verdict.notified ? '; the owner is notified' : ''}.`}
            {verdict.kind === 'approvals' && 'It needs approval.'}
          </p>
          {verdict.rules.length > 0 && (
            <ul class="rules">
              {verdict.rules.map(({ rule, reason }) => (
                <li key={rule}>
                  {reason} <code class="subtle">{rule}</code>
                </li>
              ))}
            </ul>
          )}
          <p class="subtle">
            Policy <code title={verdict.policySha256}>{shortHash(verdict.policySha256)}</code>; it is evaluated again
            right before the write.
          </p>
        </>
      )}
    </section>
  );
}

export function ApproversSection({ record, now }: ActionView) {
  const { verdict, decisions, refused, refusedCount, deadlineAt, document } = record;
  const until = deadlineAt ?? document?.expiresAt;
  const count = recordedApprovals(record, now.toISOString());
  return (
    <section id="approvers" class="panel" aria-labelledby="approvers-title">
      <h2 id="approvers-title">Who may approve, until when</h2>
      {count ? (
        <ul>
          {count.parts.map(({ groups, count: needed, by }) => (
            <li key={groups.join()}>
              <strong>{`${needed} ${needed === 1 ? 'person' : 'people'} of ${groups.join(' or ')}`}</strong>
              {by.length === 0 ? ': nobody yet' : `: ${by.map(({ name }) => name).join(', ')}`}
              {by.length < needed && by.length > 0 && `; ${needed - by.length} missing`}
            </li>
          ))}
        </ul>
      ) : (
        <p>{verdict?.kind === 'automatic' ? 'Nobody needs to.' : 'Nobody can.'}</p>
      )}
      {until !== undefined && (
        <p>
          Until <Time at={until} withDate />
          {record.state === 'awaiting' && remainingWords(until, now)}
        </p>
      )}
      {decisions.length > 0 && (
        <>
          <h3>Decided so far</h3>
          <ul>
            {decisions.map(({ claims }) => (
              <li key={claims.nonce}>
                <strong>{claims.by.name}</strong> {answerWords[claims.answer]}
                {claims.breakGlass && ' (break-glass)'} <Time at={claims.decidedAt} />
                {claims.reason !== '' && `: ${claims.reason}`}
              </li>
            ))}
          </ul>
          {record.state === 'awaiting' && count?.missing !== undefined && <p>{`It ${count.missing}.`}</p>}
        </>
      )}
      {refusedCount > 0 && (
        <>
          <h3>{`Decisions that do not count (${refusedCount})`}</h3>
          <ul>
            {refused.map((reason, index) => (
              <li key={`${index} ${reason}`}>{reason}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const answerWords = {
  approve: 'approved it',
  reject: 'rejected it',
  by_hand: 'does it by hand',
} as const;

export function BytesSection({ record }: ActionView) {
  return (
    <section id="bytes" aria-labelledby="bytes-title">
      <h2 id="bytes-title">What is being approved</h2>
      <details class="fold" id="exact-bytes">
        <summary>The exact bytes and their hash</summary>
        <dl class="facts">
          <dt>SHA-256 of the bytes</dt>
          <dd>
            <code>{record.actionHash}</code>
          </dd>
          {record.previewHash !== undefined && (
            <>
              <dt>SHA-256 of the preview</dt>
              <dd>
                <code>{record.previewHash}</code>
              </dd>
            </>
          )}
        </dl>
        <pre class="payload bytes" tabIndex={0} aria-label="The bytes of the action">
          {escapeInvisible(record.bytes)}
        </pre>
      </details>
    </section>
  );
}

export function StatesSection({ record, gatewayUrl }: ActionView) {
  const { result, verification } = record;
  return (
    <section id="states" aria-labelledby="states-title">
      <h2 id="states-title">So far</h2>
      <ol class="timeline">
        {record.steps.map(({ state, at, reason }, index) => (
          <li key={`${index} ${state}`}>
            <Time at={at} />
            <span class="entry-kind">{actionStateWord(state)}</span>
            <span class="entry-text">{reason}</span>
          </li>
        ))}
      </ol>
      {result !== undefined && <p>{`Answer of the back end: ${result}`}</p>}
      {verification && (
        <p>
          {`Last success check: ${verification.summary} `}
          <EvidenceLinks evidence={verification.evidence} gatewayUrl={gatewayUrl} />
        </p>
      )}
    </section>
  );
}
