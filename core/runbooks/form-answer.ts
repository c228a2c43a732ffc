import { scalar, type Shaped, text } from '../json/reader.ts';
import { optional, record, variants } from '../json/shape.ts';

const mostValues = 100;

/** What a person answers to the question of a step. Whether `values` fill in its form is decided by `checkAnswers`. */
export const Answer = variants({
  yes: { note: optional(text(1, 1000)) },
  no: { reason: text(1, 1000) },
  form: { values: record(scalar, mostValues) },
});
export type Answer = Shaped<typeof Answer>;
