import type { ComponentChildren } from 'preact';
import type { Form, FormField } from '#core/language/form';
import type { Problems } from '../runs/read-forms.ts';
import { VALUE_PREFIX } from '../runs/read-forms.ts';
import type { Who } from '../who.ts';

/** A form that was refused: what stood in its fields, and what is wrong with them. */
export interface Draft {
  /** Its id on the page. */
  readonly form: string;
  readonly values: Readonly<Record<string, string>>;
  readonly problems: Problems;
}

/** What all forms of a page share. */
export interface FormContext {
  readonly who: Who;
  readonly draft?: Draft;
}

/** Ids of forms and fields: names and paths have characters that selectors and labels cannot take. */
export function domId(...parts: readonly string[]): string {
  return parts.map((part) => part.replace(/[^A-Za-z0-9_-]/g, '_')).join('-');
}

export function draftOf(context: FormContext, form: string): Draft | undefined {
  return context.draft?.form === form ? context.draft : undefined;
}

export interface ControlAttributes {
  readonly id: string;
  readonly required?: boolean;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: 'true';
}

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly required: boolean;
  readonly description?: string;
  readonly problem?: string;
  readonly isCheckbox?: boolean;
  readonly children: (attributes: ControlAttributes) => ComponentChildren;
}

/** A label, its control, what it means, and what is wrong with what was given. */
export function Field({ id, label, required, description, problem, isCheckbox = false, children }: FieldProps) {
  const describedBy = [description !== undefined && `${id}-about`, problem !== undefined && `${id}-problem`]
    .filter((part) => part !== false)
    .join(' ');
  const control = children({
    id,
    required: (required && !isCheckbox) || undefined,
    'aria-describedby': describedBy || undefined,
    'aria-invalid': problem === undefined ? undefined : 'true',
  });
  return (
    <div class={isCheckbox ? 'field checkbox' : 'field'}>
      {isCheckbox && control}
      <label for={id}>
        {label}
        {!required && !isCheckbox && <span class="subtle"> (optional)</span>}
      </label>
      {!isCheckbox && control}
      {description !== undefined && (
        <p id={`${id}-about`} class="subtle about">
          {description}
        </p>
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} class="problem">
          {problem}
        </p>
      )}
    </div>
  );
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
    default: {
      const never: never = field;
      return never;
    }
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
