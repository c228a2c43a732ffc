import type { ComponentChildren } from 'preact';
import { domId, Field } from '#web/pages/page-parts';
import { draftOf, type FormContext } from './form-fields.tsx';

interface SteerFormProps extends FormContext {
  readonly id: string;
  readonly action: string;
  readonly children?: ComponentChildren;
  readonly buttons: ComponentChildren;
}

/** A form by which a person does something, under their name. */
export function SteerForm({ id, action, children, buttons, ...context }: SteerFormProps) {
  const draft = draftOf(context, id);
  return (
    <form method="post" action={action} class="steer" id={id}>
      {/* The Enter key presses the first button, and a disabled one does nothing: nobody answers by accident. */}
      <button type="submit" disabled hidden />
      {draft?.problems[''] !== undefined && <p class="problem">{draft.problems['']}</p>}
      {children}
      <NameField form={id} {...context} />
      <p class="buttons">{buttons}</p>
    </form>
  );
}

function NameField({ form, who, draft }: FormContext & { readonly form: string }) {
  switch (who.kind) {
    case 'signed_in':
      return (
        <p class="subtle">
          You act as <strong>{who.name}</strong>.
        </p>
      );
    case 'not_told':
      return (
        <p class="problem">{`The proxy in front does not name you ("${who.header}" is missing), so nothing can be sent from here.`}</p>
      );
    case 'typed': {
      const mine = draft?.form === form ? draft : undefined;
      return (
        <Field
          id={domId(form, 'by')}
          label="Your name"
          required
          description="It is recorded with what you do, as not verified."
          problem={mine?.problems['by']}
        >
          {(attributes) => (
            <input
              {...attributes}
              type="text"
              name="by"
              maxLength={100}
              autoComplete="name"
              value={mine?.values['by'] ?? who.name ?? ''}
            />
          )}
        </Field>
      );
    }
    default:
      return who satisfies never;
  }
}

/** A text of a person: a reason, a note. */
export function TextField({
  form,
  name,
  label,
  required,
  description,
  ...context
}: FormContext & {
  readonly form: string;
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
  readonly description?: string;
}) {
  const draft = draftOf(context, form);
  return (
    <Field
      id={domId(form, name)}
      label={label}
      required={required}
      description={description}
      problem={draft?.problems[name]}
    >
      {(attributes) => (
        <textarea {...attributes} name={name} rows={2} maxLength={1000} value={draft?.values[name] ?? ''} />
      )}
    </Field>
  );
}
