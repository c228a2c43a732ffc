/**
 * The forms in which a secret may occur in a text: as it is, in a JSON string within the text, URL-encoded, in base64.
 * Base64 encodes three bytes at a time, so the same secret looks different depending on its offset: each of the three
 * forms leaves out the characters at its edges that also depend on the neighbouring bytes.
 */
export function secretForms(given: string): readonly string[] {
  // Half a surrogate pair cannot be encoded, and no text that is searched contains one.
  const secret = Buffer.from(given).toString('utf8');
  const percent = encodeURIComponent(secret);
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const base64 = [0, 1, 2].map((offset) => base64Core(secret, offset));
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    ...[percent, form].flatMap((encoded) => [encoded, lowerCaseEscapes(encoded)]),
    ...base64.flatMap((encoded) => [encoded, encoded.replaceAll('+', '-').replaceAll('/', '_')]),
  ];
  return [...new Set(forms)];
}

function base64Core(secret: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret, 'utf8')]);
  const encoded = bytes.toString('base64').replace(/=+$/, '');
  // Six bits each: the first ones include bits of the preceding bytes, the last one may include bits of the following.
  const begin = Math.ceil((offset * 8) / 6);
  const end = Math.floor((bytes.length * 8) / 6);
  return encoded.slice(begin, end);
}

function lowerCaseEscapes(encoded: string): string {
  return encoded.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}
