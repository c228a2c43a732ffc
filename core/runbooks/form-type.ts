import type { ValueType } from './expressions/value-type.ts';
import type { Form, FormField } from './form.ts';

/** What expressions may know of a filled form. A field is there when it was required or has a default. */
export function formType(form: Form): ValueType {
  const fields = Object.entries(form.properties).map(([name, field]) => {
    const optional = field.default === undefined && !form.required.includes(name);
    return [name, { type: fieldType(field), optional }] as const;
  });
  return { kind: 'object', fields: Object.fromEntries(fields), open: false };
}

function fieldType(field: FormField): ValueType {
  switch (field.type) {
    case 'string':
      return field.enum ? { kind: 'string', oneOf: field.enum } : { kind: 'string' };
    case 'number':
    case 'integer':
      return { kind: 'number' };
    case 'boolean':
      return { kind: 'boolean' };
    default: {
      const never: never = field;
      return never;
    }
  }
}
