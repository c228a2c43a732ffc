/** By field name, as a page shows them beside the fields; '' is about the whole form. */
export type Problems = Readonly<Record<string, string>>;

/** A form that was refused: what stood in its fields, and what is wrong with them. */
export interface Draft<Form extends string = string> {
  /** Its id on the page. */
  readonly form: Form;
  readonly values: Readonly<Record<string, string>>;
  readonly problems: Problems;
}
