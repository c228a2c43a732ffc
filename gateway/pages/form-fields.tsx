import type { Form, FormField } from '#core/runbooks/form';
import type { Draft } from '#web/pages/draft';
import { type ControlAttributes, domId, Field } from '#web/pages/page-parts';
import type { Who } from '../who.ts';

/** What the name of a field begins with that belongs to a form of a runbook. */
export const VALUE_PREFIX = 'field.';

/** What all forms of a page share. */
export interface FormContext {
  readonly who: Who;
  readonly draft?: Draft;
}

export function draftOf(context: FormContext, form: string): Draft | undefined {
  return context.draft?.form === form ? context.draft : undefined;
}

/** The fields of a runbook's form. */
export function FormFields({ form, id, draft }: { readonly form: Form; readonly id: string; readonly draft?: Draft }) {
  return (
    <>
      {Object.entries(form.properties).map(([property, field]) => {
        const name = `${VALUE_PREFIX}${property}`;
        return (
          <Field
            key={property}
            id={domId(id, name)}
            label={field.title ?? property}
            required={form.required.includes(property)}
            description={field.description}
            problem={draft?.problems[name]}
            isCheckbox={field.type === 'boolean'}
          >
            {(attributes) => <Control field={field} attributes={{ ...attributes, name }} draft={draft} />}
          </Field>
        );
      })}
    </>
  );
}

interface ControlProps {
  readonly field: FormField;
  readonly attributes: ControlAttributes & { readonly name: string };
  readonly draft?: Draft;
}

const LONG_TEXT = 200;

function Control({ field, attributes, draft }: ControlProps) {
  // Of a refused form an absent field was left empty, or not ticked: its default would be something else.
  const value = draft ? (draft.values[attributes.name] ?? '') : String(field.default ?? '');
  switch (field.type) {
    case 'boolean':
      return <input {...attributes} type="checkbox" value="true" checked={value === 'true'} />;
    case 'number':
    case 'integer':
      return (
        <input
          {...attributes}
          type="number"
          step={field.type === 'integer' ? 1 : 'any'}
          min={field.minimum}
          max={field.maximum}
          value={value}
        />
      );
    case 'string': {
      const { maxLength = 2000, minLength } = field;
      if (field.enum) return <Choice field={field.enum} attributes={attributes} value={value} />;
      if (maxLength > LONG_TEXT)
        return <textarea {...attributes} rows={3} maxLength={maxLength} minLength={minLength} value={value} />;
      return <input {...attributes} type="text" maxLength={maxLength} minLength={minLength} value={value} />;
    }
    default:
      return field satisfies never;
  }
}

function Choice({
  field,
  attributes,
  value,
}: {
  readonly field: readonly string[];
  readonly attributes: ControlProps['attributes'];
  readonly value: string;
}) {
  return (
    <select {...attributes}>
      <option value="">choose</option>
      {field.map((choice) => (
        <option key={choice} value={choice} selected={choice === value}>
          {choice}
        </option>
      ))}
    </select>
  );
}
