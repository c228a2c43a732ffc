import { durationWords } from '#core/time/duration-words';
import { personWords, runWords, stepWords } from '#core/runs/run-words';
import type { RunState, StepRecord } from '#core/runs/run';
import { evidencePath } from '#web/paths/gateway';
import { ActionLink, ActionStateMark, Time } from '#web/pages/page-parts';
import { StateMark } from './run-marks.tsx';
import { shortHash } from '#core/ids/short-hash';

/** Of thousands, so many are shown. */
const STEPS_SHOWN = 500;
/** More groups than these (rounds, branches) are folded where all in them went well. */
const GROUPS_OPEN = 4;

interface Branch {
  readonly step: StepRecord;
  /** Inner steps by what stands between: the branch's name, the round, or '' for none. */
  readonly groups: ReadonlyMap<string, readonly Branch[]>;
}

interface StepsProps {
  readonly state: RunState;
  /** Of the service on whose pages people decide about writes. */
  readonly approvalsUrl?: string;
}

/** The steps of a run as a tree by their paths, with what is still to come. */
export function StepsSection({ state, approvalsUrl }: StepsProps) {
  const shown = state.steps.slice(0, STEPS_SHOWN);
  const branches = grow(shown);
  const begun = new Set(branches.map(({ step }) => step.path));
  const planned = new Set(state.plan.map(({ id }) => id));
  return (
    <section id="steps" aria-labelledby="steps-title">
      <h2 id="steps-title">Steps</h2>
      {branches.length + state.plan.length === 0 && (
        <p class="subtle">
          {state.state === 'starting' ? runWords(state).meaning : 'Not known here; the workflow in Temporal has them.'}
        </p>
      )}
      <ol class="steps">
        {state.plan.map(({ id, title, kind }) => {
          const branch = branches.find(({ step }) => step.path === id);
          if (branch) return <StepItem key={id} branch={branch} approvalsUrl={approvalsUrl} />;
          const isOver = state.state === 'ended';
          return (
            <li key={id} class="step tone-quiet to-come">
              <p class="step-head">
                <span class="step-title">{title}</span>
                <span class="step-state">{isOver ? stepWords({ state: 'not_reached' }).word : 'to come'}</span>
              </p>
              <p class="subtle">
                <code>{id}</code> · {kind}
              </p>
            </li>
          );
        })}
        {branches
          .filter(({ step }) => !planned.has(step.path) && begun.has(step.path))
          .map((branch) => (
            <StepItem key={branch.step.path} branch={branch} approvalsUrl={approvalsUrl} />
          ))}
      </ol>
      {state.steps.length > shown.length && (
        <p class="subtle">{`${state.steps.length - shown.length} more steps are in the Temporal UI.`}</p>
      )}
    </section>
  );
}

/** Hangs each step below the one whose path is the longest beginning of its own. */
function grow(steps: readonly StepRecord[]): readonly Branch[] {
  const known = new Map<string, { readonly step: StepRecord; readonly groups: Map<string, Branch[]> }>();
  for (const step of steps) known.set(step.path, { step, groups: new Map() });
  const roots: Branch[] = [];
  for (const branch of known.values()) {
    const parts = branch.step.path.split('/');
    let length = parts.length - 1;
    while (length > 0 && !known.has(parts.slice(0, length).join('/'))) length -= 1;
    const parent = known.get(parts.slice(0, length).join('/'));
    if (!parent) {
      roots.push(branch);
      continue;
    }
    const group = parts.slice(length, -1).join('/');
    parent.groups.set(group, [...(parent.groups.get(group) ?? []), branch]);
  }
  return roots;
}

interface StepProps {
  readonly branch: Branch;
  readonly approvalsUrl?: string;
}

function StepItem({ branch: { step, groups }, approvalsUrl }: StepProps) {
  const words = stepWords(step);
  return (
    <li class={`step tone-${words.tone}`}>
      <p class="step-head">
        <span class="step-title">{step.title}</span>
        <StateMark words={words} />
      </p>
      {step.reason !== undefined && <p class="reason">{step.reason}</p>}
      {step.by && !step.action?.decided && <p class="subtle">{`By ${personWords(step.by)}.`}</p>}
      {step.action && (
        <p class="write">
          <ActionStateMark state={step.action.state} />{' '}
          <ActionLink approvalsUrl={approvalsUrl} actionHash={step.action.hash}>
            Action <code>{shortHash(step.action.hash)}</code>
          </ActionLink>
          {step.action.number > 1 && ` · proposal ${step.action.number}`}
          {step.action.decided && (
            <>
              {` · decided${step.action.decided.by === undefined ? '' : ` by ${step.action.decided.by}`} `}
              <Time at={step.action.decided.at} />
            </>
          )}
        </p>
      )}
      {step.summary !== undefined && <p class="summary">{step.summary}</p>}
      <p class="subtle">
        <code>{step.path}</code> · {step.kind}
        {step.subject !== undefined && (
          <>
            {' · '}
            <code>{step.subject}</code>
          </>
        )}
        {' · '}
        <Time at={step.startedAt} />
        {step.endedAt !== undefined && ` · took ${tookWords(step.startedAt, step.endedAt)}`}
        {step.endedAt === undefined && step.deadlineAt !== undefined && (
          <>
            {' · until '}
            <Time at={step.deadlineAt} />
          </>
        )}
        {step.evidence?.map((id, index) => (
          <>
            {' · '}
            <a href={evidencePath(id)}>{step.evidence?.length === 1 ? 'evidence' : `evidence ${index + 1}`}</a>
          </>
        ))}
      </p>
      {[...groups].map(([name, branches]) => (
        <Group
          key={name}
          name={groupName(step, name)}
          branches={branches}
          fold={groups.size > GROUPS_OPEN}
          approvalsUrl={approvalsUrl}
        />
      ))}
    </li>
  );
}

interface GroupProps {
  readonly name: string;
  readonly branches: readonly Branch[];
  readonly fold: boolean;
  readonly approvalsUrl?: string;
}

function Group({ name, branches, fold, approvalsUrl }: GroupProps) {
  const list = (
    <ol class="steps">
      {branches.map((branch) => (
        <StepItem key={branch.step.path} branch={branch} approvalsUrl={approvalsUrl} />
      ))}
    </ol>
  );
  if (name === '') return list;
  if (fold && branches.every(({ step }) => step.state === 'succeeded' || step.state === 'skipped'))
    return (
      <details class="group" id={`group-${branches[0]?.step.path}`}>
        <summary>{`${name}: done`}</summary>
        {list}
      </details>
    );
  return (
    <div class="group">
      <p class="kicker">{name}</p>
      {list}
    </div>
  );
}

function groupName(parent: StepRecord, name: string): string {
  if (name === '') return '';
  return parent.kind === 'forEach' ? `round ${name}` : name;
}

function tookWords(from: string, to: string): string {
  const milliseconds = Date.parse(to) - Date.parse(from);
  return Number.isNaN(milliseconds) ? 'not known' : durationWords(milliseconds);
}
