import type { ComponentChildren } from 'preact';
import { Field } from '#web/pages/page-parts';
import { actionPath } from '#web/paths/approvals';
import type { ActionView, ActionFormContext, FormName } from './action-view.ts';

interface ActionFormProps extends ActionFormContext {
  readonly name: FormName;
  /** The last part of the address that it is sent to. */
  readonly to: 'decide' | 'withdraw' | 'undo' | 'outcome';
  /** What is sent along unseen. */
  readonly hidden: Readonly<Record<string, string>>;
  readonly reason: { readonly label: string; readonly required: boolean };
  readonly children?: ComponentChildren;
  readonly buttons: ComponentChildren;
}

/** A form by which somebody decides. Nothing in it ever has the focus by itself, and Enter sends nothing. */
export function ActionForm(props: ActionFormProps) {
  const { name, to, hidden, record, token, reason, children, buttons } = props;
  const draft = props.draft?.form === name ? props.draft : undefined;
  return (
    <form method="post" action={`${actionPath(record.actionHash)}/${to}`} class="steer" id={name}>
      {/* The Enter key presses the first button, and a disabled one does nothing: nobody decides by accident. */}
      <button type="submit" disabled hidden />
      {Object.entries({ ...hidden, token }).map(([field, value]) => (
        <input key={field} type="hidden" name={field} value={value} />
      ))}
      {draft?.problems[''] !== undefined && <p class="problem">{draft.problems['']}</p>}
      {children}
      <Field id={`${name}-reason`} label={reason.label} required={reason.required} problem={draft?.problems['reason']}>
        {(attributes) => (
          <textarea {...attributes} name="reason" rows={2} maxLength={1000} value={draft?.values['reason'] ?? ''} />
        )}
      </Field>
      <p class="buttons">{buttons}</p>
    </form>
  );
}

/** The target's name, typed: for what cannot be undone. */
export function TargetField({ name, record, draft }: ActionFormContext & { readonly name: FormName }) {
  const mine = draft?.form === name ? draft : undefined;
  const target = record.document?.target.name ?? '';
  return (
    <Field
      id={`${name}-target`}
      label={`Type the name of the target: ${target}`}
      required
      description="It is destructive: the name shows that you mean this one."
      problem={mine?.problems['target']}
    >
      {(attributes) => (
        <input
          {...attributes}
          type="text"
          name="target"
          maxLength={300}
          autoComplete="off"
          spellcheck={false}
          value={mine?.values['target'] ?? ''}
        />
      )}
    </Field>
  );
}

/** What tells this moment of the action from a later one: sent twice from one page it counts once. */
export function onceOf({ steps, decisions, refusedCount }: ActionView['record']): string {
  return [steps.length, decisions.length, refusedCount].join('-');
}
