import { Fragment } from 'preact';
import type { Brief } from '#core/brief/brief';
import type { Condition, Finding, RuleWitness, Symptom } from '#core/analysis/finding';
import type { IncidentState } from '#core/incidents/incident';
import { conditionLine } from '#core/brief/condition-words';
import { ruleStateWords } from '#core/brief/rule-words';
import { confidenceWord, quantity, signalWord } from '#core/brief/words';
import { incidentPath } from '#web/paths/gateway';
import { CitedText, Cites } from './citations.tsx';
import type { IncidentView } from './incident-page.tsx';
import type { Plot } from './plots.ts';
import { causeWords, webAddress } from './words.tsx';
import { Time } from '#web/pages/page-parts';

/** The five lines for three in the morning. */
export function HeadlinePanel({ state, brief }: { readonly state: IncidentState; readonly brief?: Brief }) {
  const lines = brief?.headline ?? state.brief?.headline;
  if (!lines) return null;
  const page = brief?.links.page;
  const publishedAt = brief?.publishedAt ?? state.brief?.publishedAt;
  return (
    <section class="headline panel" id="brief" aria-labelledby="brief-title">
      <h2 id="brief-title" class="kicker">
        Brief
      </h2>
      {lines.map((line, index) => (
        <p key={line} class={index === 0 ? 'first' : undefined}>
          <Line text={page ? line.replace(` · ${page}`, '') : line} brief={brief} />
        </p>
      ))}
      <p class="subtle">
        {publishedAt && (
          <>
            Published <Time at={publishedAt} />
          </>
        )}
        {publishedAt && !brief && ' · '}
        {!brief && 'The whole brief cannot be read from the store just now; these are its lines. Load the page again.'}
      </p>
    </section>
  );
}

/** Parts of a line open with a word or two in capitals, by which the eye finds them. */
function Line({ text, brief }: { readonly text: string; readonly brief?: Brief }) {
  const citations = brief?.citations ?? [];
  return (
    <>
      {text.split(' · ').map((part, index) => {
        const [, word, rest] = /^([A-Z]{2,}(?: [A-Z]{2,})*) (.*)$/s.exec(part) ?? [];
        return (
          <Fragment key={part}>
            {index > 0 && ' · '}
            {word !== undefined && <b class="lead-word">{word}</b>}
            {word !== undefined && ' '}
            <CitedText text={rest ?? part} citations={citations} />
          </Fragment>
        );
      })}
    </>
  );
}

export function BriefSections({ brief, plots, state, version }: IncidentView & { readonly brief: Brief }) {
  return (
    <>
      <section id="findings" aria-labelledby="findings-title">
        <h2 id="findings-title">Findings</h2>
        {brief.findings.length === 0 ? (
          <p>
            {brief.verdict === 'healthy'
              ? 'Nothing is wrong: no signal left its normal range.'
              : 'No cause was found. What is missing stands under Gaps.'}
          </p>
        ) : (
          <ol class="findings">
            {brief.findings.map((finding) => (
              <FindingItem key={finding.id} finding={finding} brief={brief} />
            ))}
          </ol>
        )}
      </section>
      {brief.recommendations.length > 0 && (
        <Texts id="actions" title="What to do" texts={brief.recommendations} brief={brief} />
      )}
      {brief.rules && brief.rules.length > 0 && <Rules rules={brief.rules} brief={brief} />}
      {brief.symptoms.length > 0 && <Symptoms brief={brief} />}
      {brief.conditions && brief.conditions.length > 0 && <Conditions conditions={brief.conditions} brief={brief} />}
      {plots.length > 0 && <Plots plots={plots} incidentId={state.incidentId} version={version} />}
      {brief.ruledOut.length > 0 && (
        <section id="ruled-out" aria-labelledby="ruled-out-title">
          <h2 id="ruled-out-title">Ruled out</h2>
          <ul>
            {brief.ruledOut.map(({ subject, reason, evidence }) => (
              <li key={`${subject} ${reason}`}>
                <b>{subject}</b>: {reason} <Cites ids={evidence} citations={brief.citations} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {brief.gaps.length > 0 && <Texts id="gaps" title="Gaps" texts={brief.gaps} brief={brief} />}
    </>
  );
}

function FindingItem({ finding, brief }: { readonly finding: Finding; readonly brief: Brief }) {
  const { statement, confidence, cause, service, evidence, change } = finding;
  const word = confidenceWord(confidence).toLowerCase();
  const percent = Math.round(confidence * 100);
  const url = webAddress(change?.url);
  return (
    <li>
      <p class="statement">
        {statement} <Cites ids={evidence} citations={brief.citations} />
      </p>
      <p class="confidence">
        <span class="word">{word}</span>
        <svg
          class="bar"
          viewBox="0 0 100 10"
          preserveAspectRatio="none"
          role="img"
          aria-label={`Confidence: ${word}, ${percent} of 100`}
        >
          <rect class="track" width="100" height="10" />
          <rect class="fill" width={percent} height="10" />
        </svg>
        <span class="subtle">{`${causeWords(cause)} · ${service}`}</span>
      </p>
      {change && (
        <p class="subtle">
          {`${change.kind} of ${change.service}`}
          {change.version && ` ${change.version}`}
          {change.previous_version && ` (before: ${change.previous_version})`} at <Time at={change.at} />
          {change.by && ` by ${change.by}`}
          {url && (
            <>
              {' · '}
              <a href={url} rel="noreferrer">
                details
              </a>
            </>
          )}
        </p>
      )}
    </li>
  );
}

function Texts(section: {
  readonly id: string;
  readonly title: string;
  readonly texts: readonly string[];
  readonly brief: Brief;
}) {
  const { id, title, texts, brief } = section;
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      <ul>
        {texts.map((text) => (
          <li key={text}>
            <CitedText text={text} citations={brief.citations} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How the rules of the alerts stand: what is wrong by the words of those who wrote them. */
function Rules({ rules, brief }: { readonly rules: readonly RuleWitness[]; readonly brief: Brief }) {
  return (
    <section id="rules" aria-labelledby="rules-title">
      <h2 id="rules-title">Alert rules</h2>
      <ul>
        {rules.map((rule) => (
          <li key={`${rule.name} ${rule.evidence} ${rule.expression}`}>
            <b>{rule.name}</b>: {ruleStateWords(rule)} <Cites ids={[rule.evidence]} citations={brief.citations} />
            <br />
            <code>{rule.expression}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is wrong besides the signals: instances, limits, rollouts, and the other alerts that fire. */
function Conditions({ conditions, brief }: { readonly conditions: readonly Condition[]; readonly brief: Brief }) {
  return (
    <section id="conditions" aria-labelledby="conditions-title">
      <h2 id="conditions-title">Instances, limits and other alerts</h2>
      <ul>
        {conditions.map((condition) => (
          <li key={`${condition.service} ${condition.kind}`}>
            <b>{condition.service}</b>: {conditionLine(condition)}{' '}
            <Cites ids={condition.evidence} citations={brief.citations} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Symptoms({ brief }: { readonly brief: Brief }) {
  return (
    <section id="symptoms" aria-labelledby="symptoms-title">
      <h2 id="symptoms-title">Symptoms</h2>
      <table class="stack symptoms">
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">Signal</th>
            <th scope="col" class="number">
              Normal
            </th>
            <th scope="col" class="number">
              Now
            </th>
            <th scope="col">Trend</th>
            <th scope="col">Since</th>
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          {brief.symptoms.map((symptom) => (
            <SymptomRow
              key={JSON.stringify([symptom.service, symptom.signal, symptom.dimension])}
              symptom={symptom}
              brief={brief}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function SymptomRow({ symptom, brief }: { readonly symptom: Symptom; readonly brief: Brief }) {
  const { service, signal, dimension, unit, before, after, trend, onset } = symptom;
  const part = dimension && signal !== 'saturation_ratio' ? ` (${dimension.name} ${dimension.value})` : '';
  return (
    <tr>
      <th scope="row" data-label="Service">
        {service}
      </th>
      <td data-label="Signal">{`${signalWord(signal, dimension)}${part}`}</td>
      <td data-label="Normal" class="number">
        {quantity(before.value, unit)}
      </td>
      <td data-label="Now" class="number">
        <b>{quantity(after.value, unit)}</b>
      </td>
      <td data-label="Trend">{trend}</td>
      <td data-label="Since">
        <Time at={new Date(onset * 1000).toISOString()} />
      </td>
      <td data-label="Source">
        <Cites ids={[before.evidence, after.evidence]} citations={brief.citations} />
      </td>
    </tr>
  );
}

function Plots(props: { readonly plots: readonly Plot[]; readonly incidentId: string; readonly version: string }) {
  const { plots, incidentId, version } = props;
  return (
    <section id="plots" aria-labelledby="plots-title">
      <h2 id="plots-title">Signals</h2>
      <div class="plots">
        {plots.map((plot, index) => {
          const address = `${incidentPath(incidentId)}/plots/${index + 1}.svg?v=${version}`;
          return (
            <figure key={plot.title}>
              <figcaption>{plot.title}</figcaption>
              <picture>
                <source
                  media="(max-width: 40rem) and (prefers-color-scheme: dark)"
                  srcset={`${address}&size=small&theme=dark`}
                />
                <source media="(max-width: 40rem)" srcset={`${address}&size=small`} />
                <source media="(prefers-color-scheme: dark)" srcset={`${address}&theme=dark`} />
                <img src={address} alt={plot.description} width={560} height={240} loading="lazy" />
              </picture>
            </figure>
          );
        })}
      </div>
    </section>
  );
}
