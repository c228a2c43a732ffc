/** What is known of a value before it exists, for checking expressions: as much of JSON Schema as matters to them. */
export type ValueType =
  | { readonly kind: 'any' }
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'number' }
  /** With `oneOf`: one of these texts only; comparing with another one is a mistake. */
  | { readonly kind: 'string'; readonly oneOf?: readonly string[] }
  | { readonly kind: 'list'; readonly of: ValueType }
  | {
      readonly kind: 'object';
      readonly fields: Readonly<Record<string, { readonly type: ValueType; readonly optional: boolean }>>;
      /** May have other fields, of which nothing is known. */
      readonly open: boolean;
    };

/** The names that an expression may use, each with what is known of its value. */
export type ScopeTypes = Readonly<Record<string, ValueType>>;
