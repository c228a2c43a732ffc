import { canBeWithdrawn } from '#core/actions/action-life';
import { Time } from '#web/pages/page-parts';
import { ActionForm, onceOf, TargetField } from './action-forms.tsx';
import type { ActionView } from './action-view.ts';

function Buttons({ children }: { readonly children: string }) {
  return (
    <>
      <button type="submit" class="button" name="mode" value="send">
        {children}
      </button>
      <button type="submit" class="button quiet" name="mode" value="command">
        Just show me the command
      </button>
    </>
  );
}

/** Three forms of the same weight; nothing is chosen beforehand. */
export function DecisionSection(view: ActionView) {
  const { record, issuer } = view;
  const environment = record.document?.environment ?? 'its environment';
  const hidden = (answer: string) => ({ answer, preview: record.previewHash ?? '', once: onceOf(record) });
  const isDestructive = record.preview?.risk === 'destructive';
  if (!issuer)
    return (
      <section id="decision" aria-labelledby="decision-title">
        <h2 id="decision-title">Decide</h2>
        <p class="notice">
          <strong>Nobody can decide on it here.</strong>
          {` No identity provider is configured for ${environment}: name one as approvals.environments.${environment}.issuer in holdfast.yaml.`}
        </p>
      </section>
    );
  return (
    <section id="decision" aria-labelledby="decision-title">
      <h2 id="decision-title">Decide</h2>
      <p class="subtle">{signInWords(view)}</p>
      <div class="decisions">
        <section class="panel" aria-labelledby="approve-title">
          <h3 id="approve-title">Approve</h3>
          <p class="subtle">Holdfast writes exactly this, once, when enough people have approved.</p>
          <ActionForm
            {...view}
            name="approve"
            to="decide"
            hidden={hidden('approve')}
            reason={{ label: 'Why', required: false }}
            buttons={<Buttons>Approve</Buttons>}
          >
            {isDestructive && <TargetField {...view} name="approve" />}
          </ActionForm>
        </section>
        <section class="panel" aria-labelledby="reject-title">
          <h3 id="reject-title">Reject</h3>
          <p class="subtle">The action ends and nothing is written. One person is enough.</p>
          <ActionForm
            {...view}
            name="reject"
            to="decide"
            hidden={hidden('reject')}
            reason={{ label: 'Why not', required: true }}
            buttons={<Buttons>Reject</Buttons>}
          />
        </section>
        <section class="panel" aria-labelledby="by_hand-title">
          <h3 id="by_hand-title">I will do it by hand</h3>
          <p class="subtle">Holdfast writes nothing; you make the change, and say so here.</p>
          <ActionForm
            {...view}
            name="by_hand"
            to="decide"
            hidden={hidden('by_hand')}
            reason={{ label: 'What you will do, and why', required: true }}
            buttons={<Buttons>I will do it by hand</Buttons>}
          />
        </section>
      </div>
      <BreakGlass {...view} />
    </section>
  );
}

function BreakGlass(view: ActionView) {
  const { verdict, preview, previewHash = '' } = view.record;
  if (verdict?.kind !== 'approvals' || !verdict.needs.breakGlass) return null;
  return (
    <details class="fold" id="break-glass-fold" open={view.draft?.form === 'break-glass' || undefined}>
      <summary>Break-glass: approve alone, in an emergency</summary>
      <p>
        {`For ${verdict.needs.breakGlass.join(', ')} only, with a fresh sign-in. Ceilings and kill switches still apply. The owner and security are notified at once, and it stays listed until it is reviewed.`}
      </p>
      <ActionForm
        {...view}
        name="break-glass"
        to="decide"
        hidden={{ answer: 'approve', breakGlass: 'true', preview: previewHash, once: onceOf(view.record) }}
        reason={{ label: 'What the emergency is', required: true }}
        buttons={<Buttons>Approve alone (break-glass)</Buttons>}
      >
        {preview?.risk === 'destructive' && <TargetField {...view} name="break-glass" />}
      </ActionForm>
    </details>
  );
}

function signInWords({ issuer, session, signInToDecide, record }: ActionView): string {
  const at = issuer?.issuer ?? '';
  const needs = record.verdict?.kind === 'approvals' ? record.verdict.needs : undefined;
  if (signInToDecide) return `You sign in at ${at} for this decision; what you decide is bound to that sign-in.`;
  if (needs?.freshLoginSeconds !== undefined || record.preview?.risk === 'destructive')
    return `You sign in again at ${at}, because the action is destructive or policy asks for it.`;
  return session ? `You decide as ${session.signedIn.by.name}.` : `You will be asked to sign in at ${at} first.`;
}

export function WithdrawSection(view: ActionView) {
  if (!canBeWithdrawn(view.record.state) || !view.issuer) return null;
  return (
    <section id="withdraw-section" aria-labelledby="withdraw-title">
      <h2 id="withdraw-title">Withdraw the proposal</h2>
      <details class="fold" id="withdraw-fold" open={view.draft?.form === 'withdraw' || undefined}>
        <summary>Nobody should decide on it</summary>
        <ActionForm
          {...view}
          name="withdraw"
          to="withdraw"
          hidden={{}}
          reason={{ label: 'Why', required: true }}
          buttons={
            <button type="submit" class="button">
              Withdraw it
            </button>
          }
        />
      </details>
    </section>
  );
}

/** While what was written can be undone by what was approved with it. */
export function UndoItSection(view: ActionView) {
  const { record, issuer, now } = view;
  if (!mayUndo(record, now) || !issuer) return null;
  if (!record.asksUndo)
    return (
      <section id="undo-it" aria-labelledby="undo-it-title">
        <h2 id="undo-it-title">Undo it</h2>
        <details class="fold" id="undo-fold" open={view.draft?.form === 'undo' || undefined}>
          <summary>Restore the state before the action</summary>
          <UndoUntil {...view} />
          <UndoForm {...view} />
        </details>
      </section>
    );
  return (
    <section id="undo-it" class="panel question" aria-labelledby="undo-it-title">
      <h2 id="undo-it-title">No improvement was observed: undo it, or keep it?</h2>
      <UndoUntil {...view} />
      <div class="decisions">
        {record.undoBy !== undefined && <UndoForm {...view} />}
        <ActionForm
          {...view}
          name="keep"
          to="undo"
          hidden={{ answer: 'keep' }}
          reason={{ label: 'Why keep it', required: true }}
          buttons={
            <button type="submit" class="button">
              Keep it
            </button>
          }
        />
      </div>
    </section>
  );
}

function UndoUntil({ record: { undoBy } }: ActionView) {
  if (undoBy === undefined) return null;
  return (
    <p>
      It can be undone until <Time at={undoBy} withDate />.
    </p>
  );
}

function UndoForm(view: ActionView) {
  return (
    <ActionForm
      {...view}
      name="undo"
      to="undo"
      hidden={{ answer: 'undo' }}
      reason={{ label: 'Why undo it', required: true }}
      buttons={
        <button type="submit" class="button">
          Undo it
        </button>
      }
    />
  );
}

function mayUndo({ undoBy, asksUndo, ended, state }: ActionView['record'], now: Date): boolean {
  if (asksUndo) return true;
  const isWritten = state === 'verified' || state === 'not_verified';
  return isWritten && !ended && undoBy !== undefined && Date.parse(undoBy) > now.getTime();
}
