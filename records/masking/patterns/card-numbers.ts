import { spansOf, type MaskingPattern } from '../masking-pattern.ts';

/** Written as one number or in the groups printed on cards; never inside a word, a UUID or a fraction. */
const candidate =
  /(?<![A-Za-z0-9_]|[0-9a-fA-F]{4}-|\d\.)(?:\d{14,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{4,5})(?![A-Za-z0-9_]|-[0-9a-fA-F]{4}|\.\d)/g;

/** First digits and lengths by issuer. Times in ms, us and ns begin with 1; none of these do. */
const issuers: readonly RegExp[] = [
  /^4\d{15}$/,
  /^5[1-5]\d{14}$/,
  /^2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}$/,
  /^3[47]\d{13}$/,
  /^3(?:0[0-5]|[68]\d)\d{11}$/,
  /^35(?:2[89]|[3-8]\d)\d{12}$/,
  /^6(?:011|5\d\d|4[4-9]\d)\d{12}$/,
  /^62\d{14,17}$/,
  /^(?:5018|5020|5038|6304|6759|676[1-3])\d{12}$/,
];

/** Payment card numbers: issuer, length and check digit must match. */
export const cardNumbers: MaskingPattern = {
  name: 'card-number',
  find: (text) => spansOf(text, candidate, isCardNumber),
};

function isCardNumber(text: string): boolean {
  const digits = text.replaceAll(/[ -]/g, '');
  return issuers.some((issuer) => issuer.test(digits)) && hasCheckDigit(digits);
}

/** Luhn's check (ISO/IEC 7812-1). */
function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
