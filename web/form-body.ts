/** Of a form that a person fills in; a form has at most 20 fields of 2,000 characters, each of up to 12 bytes encoded. */
export const FORM_BODY_LIMIT_BYTES = 64 * 1024;
const FIELDS = 60;
const NAME = /^[a-z][A-Za-z0-9_.-]{0,119}$/;

export type FormBody =
  | { readonly kind: 'fields'; readonly fields: ReadonlyMap<string, string> }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Reads `application/x-www-form-urlencoded`. A field that comes twice is refused: two readers could take different ones.
 * Line ends become line feeds.
 */
export function parseFormBody(bytes: Uint8Array): FormBody {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { kind: 'refused', reason: 'The form is not UTF-8.' };
  }
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (!NAME.test(name)) return { kind: 'refused', reason: 'The form has a field that is in none of these forms.' };
    if (fields.has(name)) return { kind: 'refused', reason: `The field "${name}" was sent twice.` };
    if (fields.size === FIELDS) return { kind: 'refused', reason: `More than ${FIELDS} fields were sent.` };
    fields.set(name, value.replace(/\r\n?/g, '\n'));
  }
  return { kind: 'fields', fields };
}
