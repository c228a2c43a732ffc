import canonicalize from 'canonicalize';

// The package's types say ES module, its code is CommonJS: the default import is the function itself.
const serialize = canonicalize as unknown as (value: unknown) => string;

const maximumDepth = 200;

/**
 * Canonical JSON by RFC 8785: the same value has the same bytes everywhere, so that they can be hashed and signed.
 * @throws TypeError that names the place of what JSON cannot carry unchanged: undefined, functions, non-finite numbers,
 * lone surrogates, objects that are not plain, more than 200 levels
 */
export function canonicalJson(value: unknown): string {
  assertCanonical(value, '$', 0);
  return serialize(value);
}

/** A copy without object keys that are undefined: our types take an absent key and an undefined one for the same. */
export function withoutUndefinedKeys<T>(value: T): T {
  return strip(value, 0) as T;
}

function strip(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > maximumDepth) return value;
  if (Array.isArray(value)) return value.map((element) => strip(element, depth + 1));
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, strip(member, depth + 1)]),
  );
}

function assertCanonical(value: unknown, path: string, depth: number): void {
  const refuse = (what: string, remedy: string): never => {
    throw new TypeError(`Not canonical JSON: ${path} ${what}. ${remedy}`);
  };
  if (depth > maximumDepth) refuse(`is nested deeper than ${maximumDepth} levels`, 'Flatten the value.');
  switch (typeof value) {
    case 'boolean':
      return;
    case 'string':
      if (/\p{Surrogate}/u.test(value)) refuse('has a lone surrogate', 'Replace it with U+FFFD where the text enters.');
      return;
    case 'number':
      if (!Number.isFinite(value)) refuse(`is ${value}`, 'Leave it out or use null.');
      return;
    case 'object':
      break;
    case 'undefined':
      return refuse('is undefined', 'Leave the key out or use null.');
    case 'bigint':
    case 'function':
    case 'symbol':
      return refuse(`is a ${typeof value}`, 'Convert it to a string or a number.');
  }
  if (value === null) return;
  if (Array.isArray(value)) {
    // By index: `forEach` and `map` pass over holes, which JSON has not.
    for (let index = 0; index < value.length; index++) assertCanonical(value[index], `${path}[${index}]`, depth + 1);
    return;
  }
  if (!isPlain(value))
    return refuse(`is a ${value.constructor?.name || 'foreign object'}`, 'Convert it to plain data.');
  for (const [key, member] of Object.entries(value)) {
    if (/\p{Surrogate}/u.test(key)) refuse('has a key with a lone surrogate', 'Replace it with U+FFFD.');
    assertCanonical(member, `${path}.${key}`, depth + 1);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
