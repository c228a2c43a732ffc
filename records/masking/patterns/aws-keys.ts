import { spansOf, type MaskingPattern } from '../masking-pattern.ts';

const accessKeyId = /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA|APKA)[A-Z0-9]{16}(?![A-Za-z0-9])/g;
/**
 * The 40 characters after an access key id, as in credential files and CSV exports. Alone they look like any digest.
 */
const secretAfterId =
  /(?<before>(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}["']?[\s,:;|/]{1,4}["']?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;
/** Session tokens begin with one of a few encoded headers. */
const sessionToken = /(?<![A-Za-z0-9])(?:FwoGZXIvYXdz|IQoJb3JpZ2lu|FQoGZXIvYXdz)[A-Za-z0-9/+]{20,}={0,2}/g;

/** AWS access key ids, secret keys next to them, session tokens. Secret keys by name belong to `secret`. */
export const awsKeys: MaskingPattern = {
  name: 'aws-key',
  find: (text) => [...spansOf(text, accessKeyId), ...spansOf(text, secretAfterId), ...spansOf(text, sessionToken)],
};
