import { spansOf, type MaskingPattern } from '../masking-pattern.ts';

/** Header and payload begin with `{"`, which is `eyJ` in base64url; encrypted ones have five parts. */
const token = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){1,3}/g;

/** JSON web tokens, signed or encrypted, even with the signature cut off. */
export const jsonWebTokens: MaskingPattern = {
  name: 'jwt',
  find: (text) => (text.includes('eyJ') ? spansOf(text, token) : []),
};
