import { boolean, literals, type Shaped, text } from '../json/reader.ts';
import { shape } from '../json/shape.ts';

/** The person behind a message. Not verified: the name is only claimed. */
export const Person = shape({
  name: text(1, 200),
  channel: literals('page', 'cli', 'temporal'),
  verified: boolean,
});
export type Person = Shaped<typeof Person>;

/** In the person's own words; recorded and shown. */
export const Reason = text(1, 1000);
