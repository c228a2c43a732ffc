import { boolean, literals, type Shaped, text } from '../json/reader.ts';
import { shape } from '../json/shape.ts';

/** Who did something. Not verified: nothing but their own word says so. */
export const Person = shape({
  name: text(1, 200),
  channel: literals('page', 'cli', 'temporal'),
  verified: boolean,
});
export type Person = Shaped<typeof Person>;

/** Why somebody did it; their words are recorded and shown. */
export const Reason = text(1, 1000);
