import { spansOf, type MaskingPattern } from '../masking-pattern.ts';

/** From BEGIN to END, or to the end of the quoted value or the text if END was cut off: every BEGIN matches. */
const block =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^"'<>{}]*?(?:-----END [A-Z0-9 ]{0,60}-----|(?=["'<>{}])|$)/g;
/** The base64 of `-----BEGIN ` (Kubernetes secrets), unless `CERT` follows. */
const encodedBlock = /(?<![A-Za-z0-9+/])LS0tLS1CRUdJTi(?!BDRVJU)[A-Za-z0-9+/]{12,}={0,2}/g;
const ageKey = /AGE-SECRET-KEY-1[A-Z0-9]{20,}/g;

/** Private keys: PEM and PGP blocks, also base64-encoded or cut off, and age identities. */
export const privateKeys: MaskingPattern = {
  name: 'private-key',
  find: (text) => [...spansOf(text, block), ...spansOf(text, encodedBlock), ...spansOf(text, ageKey)],
};
