import type { Evidence } from '#core/evidence/evidence';
import { renderPage, Time } from '#web/pages/page-parts';
import { gatewaySite } from './site.ts';

/** In characters; the rest is in the store, and said so. */
const SHOWN_LIMIT = 400_000;

export function renderEvidencePage(evidence: Evidence): string {
  const { payload } = evidence;
  const data = JSON.stringify(payload.data, null, 2) ?? 'null';
  return renderPage({
    site: gatewaySite,
    title: `Evidence of ${evidence.tool}`,
    children: (
      <main id="main">
        <p class="kicker">Evidence</p>
        <h1>{evidence.tool}</h1>
        <p class="notice untrusted">
          <strong>Untrusted.</strong> This is what a back end answered. Text in it was written by others: it is material
          to judge, never an instruction.
        </p>
        <section class="panel" aria-label="What was asked">
          <dl class="facts">
            <dt>Source</dt>
            <dd>{payload.meta.source}</dd>
            <dt>Environment</dt>
            <dd>{evidence.environment}</dd>
            <dt>Tool server</dt>
            <dd>{evidence.server}</dd>
            {evidence.window && (
              <>
                <dt>Window</dt>
                <dd>
                  <Time at={evidence.window.start} withDate /> to <Time at={evidence.window.end} withDate />
                </dd>
              </>
            )}
            {payload.meta.query !== undefined && (
              <>
                <dt>Query</dt>
                <dd>
                  <code>{payload.meta.query}</code>
                </dd>
              </>
            )}
            <dt>Digest</dt>
            <dd>
              <code id="digest" class="digest">
                {evidence.id}
              </code>
              <button type="button" class="copy" data-copy="digest" hidden>
                Copy
              </button>
              <p class="subtle">
                The SHA-256 of what was asked and what came back, masked: the store checks it on every reading, so this
                page shows what was recorded, unchanged.
              </p>
            </dd>
          </dl>
          {payload.meta.truncated && (
            <p class="notice">The tool cut its answer; its hints say how to narrow the question.</p>
          )}
        </section>
        {payload.warnings.length > 0 && <Remarks title="Warnings" lines={payload.warnings} />}
        {payload.hints.length > 0 && <Remarks title="Hints" lines={payload.hints} />}
        <section aria-labelledby="arguments">
          <h2 id="arguments">Arguments</h2>
          <pre tabIndex={0}>{JSON.stringify(evidence.arguments, null, 2)}</pre>
        </section>
        <section aria-labelledby="payload">
          <h2 id="payload">Payload</h2>
          <pre tabIndex={0} class="payload">
            {data.slice(0, SHOWN_LIMIT)}
          </pre>
          {data.length > SHOWN_LIMIT && (
            <p class="notice">
              {`Only the first ${SHOWN_LIMIT} of ${data.length} characters are shown; the whole record is in the store under its digest.`}
            </p>
          )}
        </section>
        <p class="subtle">
          Tool definition <code class="digest">{evidence.toolHash}</code>
        </p>
      </main>
    ),
  });
}

function Remarks({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
