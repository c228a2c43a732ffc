import { actionWords } from '#core/actions/action-life';
import { ActionStateMark, renderPage, Time } from '#web/pages/page-parts';
import { ActionForm } from './action-forms.tsx';
import type { ActionView } from './action-view.ts';
import { RiskMark } from './action-marks.tsx';
import { DecisionSection, UndoItSection, WithdrawSection } from './decision-section.tsx';
import { AgainstSection, ChangeSection, ReachSection, UndoSection } from './look-sections.tsx';
import { remainingWords } from './remaining-words.ts';
import { SessionLine } from './session-line.tsx';
import { siteOf } from './site.ts';
import { ApproversSection, BytesSection, PolicySection, StatesSection, WhySection } from './why-sections.tsx';
import { shortHash } from '#core/ids/short-hash';

const REFRESH_SECONDS = 10;

export function renderActionPage(view: ActionView): string {
  const { record, failed, fault, outcome, draft, gatewayUrl } = view;
  const isOpen = !failed && fault === undefined;
  return renderPage({
    title: record.document?.title ?? 'Action',
    site: siteOf(gatewayUrl),
    children: (
      // A page that shows a refused form stands still: what it says must not go away while it is corrected.
      <main id="main" class="action" data-refresh-seconds={draft || record.ended ? undefined : REFRESH_SECONDS}>
        <Head {...view} />
        {outcome && (
          <p class={outcome.kind === 'done' ? 'notice done' : 'notice refusal'} id="outcome" role="alert">
            {outcome.message}
          </p>
        )}
        {fault !== undefined && (
          <p class="notice refusal" id="fault">
            <strong>{fault}</strong>
          </p>
        )}
        {failed && (
          <p class="notice refusal" id="failed">
            <strong>The workflow of this action has ended without a result.</strong> See Temporal and the executor’s
            audit log for what it did.
          </p>
        )}
        <UnknownSection {...view} />
        {isOpen && record.asksUndo && <UndoItSection {...view} />}
        <ChangeSection {...view} />
        <ReachSection {...view} />
        <AgainstSection {...view} />
        <UndoSection {...view} />
        <WhySection {...view} />
        <PolicySection {...view} />
        <ApproversSection {...view} />
        <BytesSection {...view} />
        <StatesSection {...view} />
        {isOpen && record.state === 'awaiting' && <DecisionSection {...view} />}
        {isOpen && <WithdrawSection {...view} />}
        {isOpen && !record.asksUndo && <UndoItSection {...view} />}
        <SessionLine {...view} />
      </main>
    ),
  });
}

function Head({ record, failed, now }: ActionView) {
  const { document, preview, state, deadlineAt } = record;
  return (
    <header class="incident-head" id="head">
      <p class="kicker">Action</p>
      <h1>{document?.title ?? `Action ${shortHash(record.actionHash)}`}</h1>
      <p class="marks">
        <ActionStateMark state={failed ? 'failed' : state} />
        {preview && <RiskMark risk={preview.risk} />}
        {document && (
          <>
            <span class="mark">{document.environment}</span>
            <span class="mark plain">{document.service}</span>
          </>
        )}
        <span class="mark plain">
          <code title={record.actionHash}>{shortHash(record.actionHash)}</code>
        </span>
      </p>
      <p id="status" class="status" role="status" aria-live="polite">
        {failed ? 'Its workflow has ended without a result.' : actionWords(state)}
      </p>
      {record.steps.at(-1)?.reason !== undefined && <p class="reason">{record.steps.at(-1)?.reason}</p>}
      {state === 'awaiting' && deadlineAt !== undefined && (
        <p class="subtle">
          <a href="#decision">Decide</a> until <Time at={deadlineAt} withDate />
          {remainingWords(deadlineAt, now)}
        </p>
      )}
    </header>
  );
}

/** Of a write of which nobody knows what became, and of what went wrong in Holdfast itself. */
function UnknownSection(view: ActionView) {
  const { asksOutcome, problems = [] } = view.record;
  if (asksOutcome === undefined && problems.length === 0) return null;
  return (
    <section id="unknown" class="panel drifted" aria-labelledby="unknown-title">
      <h2 id="unknown-title">{asksOutcome === undefined ? 'What went wrong' : 'A person has to check'}</h2>
      {asksOutcome !== undefined && (
        <>
          <p>
            {asksOutcome === 'do' ? 'It is unknown whether it was written.' : 'It is unknown whether it was undone.'}{' '}
            Its target stays locked until a person answers. Check the target, then report what you found.
          </p>
          <div class="decisions">
            <OutcomeForm {...view} name="executed" text={asksOutcome === 'do' ? 'It was written' : 'It was undone'} />
            <OutcomeForm
              {...view}
              name="not_executed"
              text={asksOutcome === 'do' ? 'It was not written' : 'It was not undone'}
            />
          </div>
        </>
      )}
      {problems.length > 0 && (
        <ul>
          {problems.map((problem, index) => (
            <li key={`${index} ${problem}`}>{problem}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function OutcomeForm(view: ActionView & { readonly name: 'executed' | 'not_executed'; readonly text: string }) {
  const { name, text } = view;
  return (
    <ActionForm
      {...view}
      name={name}
      to="outcome"
      hidden={{ answer: name }}
      reason={{ label: 'How you know', required: true }}
      buttons={
        <button type="submit" class="button">
          {text}
        </button>
      }
    />
  );
}
