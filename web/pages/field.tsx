import type { ComponentChildren } from 'preact';

/** Ids of forms and fields: names and paths have characters that selectors and labels cannot take. */
export function domId(...parts: readonly string[]): string {
  return parts.map((part) => part.replace(/[^A-Za-z0-9_-]/g, '_')).join('-');
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
