// What a person is asked to fill in: a small part of JSON Schema, which pages, command line and workflow read alike.

interface FieldBase {
  readonly title?: string;
  readonly description?: string;
}

export type FormField =
  | (FieldBase & {
      readonly type: 'string';
      readonly enum?: readonly string[];
      /** Characters; at most 2,000, the default. */
      readonly maxLength?: number;
      readonly minLength?: number;
      readonly default?: string;
    })
  | (FieldBase & {
      readonly type: 'number' | 'integer';
      readonly minimum?: number;
      readonly maximum?: number;
      readonly default?: number;
    })
  | (FieldBase & { readonly type: 'boolean'; readonly default?: boolean });

/** An object of at most 20 fields, closed. */
export interface Form {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, FormField>>;
  readonly required: readonly string[];
}

export type FormValues = Readonly<Record<string, string | number | boolean>>;
