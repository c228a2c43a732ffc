import { ActionState } from '#core/actions/action';
import { actionWords } from '#core/actions/action-life';
import type { RunState, StepRecord } from '#core/runs/run';
import { ActionLink, domId, Time } from '#web/pages/page-parts';

type WaitingWrite = StepRecord & Required<Pick<StepRecord, 'action'>>;

/** The writes that wait for a person, in the order of their steps. */
export function waitingWrites(state: RunState): readonly WaitingWrite[] {
  if (state.state === 'ended') return [];
  return state.steps.filter((step): step is WaitingWrite => step.state === 'waiting' && step.action !== undefined);
}

interface WaitingWritesProps {
  readonly state: RunState;
  readonly approvalsUrl?: string;
}

/** What people have to decide about, elsewhere: before everything else. */
export function WaitingWrites({ state, approvalsUrl }: WaitingWritesProps) {
  return (
    <>
      {waitingWrites(state).map(({ path, title, action }) => {
        const id = domId('write', path);
        const isAsked = action.state === ActionState.awaiting;
        return (
          <section key={path} class="panel question" id={id} aria-labelledby={`${id}-title`}>
            <p class="kicker">
              {isAsked ? 'Waiting for approval' : 'Waiting for a person'}
              {isAsked && action.deadlineAt !== undefined && (
                <>
                  {' · decide until '}
                  <Time at={action.deadlineAt} withDate />
                </>
              )}
            </p>
            <h2 id={`${id}-title`}>{title}</h2>
            <p>{actionWords(action.state)}</p>
            {approvalsUrl === undefined ? (
              <p>
                {'Review it on the command line: '}
                <code>{`holdfast action show ${action.hash}`}</code>
              </p>
            ) : (
              <p>
                <ActionLink approvalsUrl={approvalsUrl} actionHash={action.hash} class="button primary">
                  Review and decide
                </ActionLink>
              </p>
            )}
          </section>
        );
      })}
    </>
  );
}
