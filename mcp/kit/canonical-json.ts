import canonicalize from 'canonicalize';

// The package's types say ES module, its code is CommonJS: the default import is the function itself.
const serialize = canonicalize as unknown as (value: unknown) => string;

/** Canonical JSON (RFC 8785) of JSON data; what is undefined counts as absent. */
export function canonicalJson(value: unknown): string {
  return serialize(JSON.parse(JSON.stringify(value)));
}
