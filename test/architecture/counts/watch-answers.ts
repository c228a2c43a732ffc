import { register } from 'node:module';

/** Stands in the answer of a back end and nowhere else. */
export const sentinel = 'pool-7f3a91c4';

/** One time that the answer was gone through as a whole. */
export interface Pass {
  readonly kind: 'validation' | 'serialisation' | 'parsing' | 'copy';
  /** Where, from the root: `mcp/kit/stages/mask`. */
  readonly by: string;
}

type Run = (value: unknown) => unknown;

const onValidation = 'holdfastOnValidation';

/**
 * Puts counters into the parsers, the validators and JSON of this process. Modules that are loaded before it are not
 * counted, so it comes first.
 */
export async function watchAnswers(): Promise<{ during(work: () => Promise<void>): Promise<readonly Pass[]> }> {
  // Canonical JSON recurses: the caller is further out than ten frames.
  Error.stackTraceLimit = 100;
  const passes: Pass[] = [];
  let watching = false;
  const record = (kind: Pass['kind'], value: unknown) => {
    if (!watching || !holdsSentinel(value)) return;
    passes.push({ kind, by: callerOf(new Error().stack ?? '') });
  };

  Object.assign(globalThis, { [onValidation]: (value: unknown) => record('validation', value) });
  register(`data:text/javascript,${encodeURIComponent(zodLoader)}`);
  const { AjvJsonSchemaValidator } = await import('@modelcontextprotocol/client/validators/ajv');
  const ajv = AjvJsonSchemaValidator.prototype as unknown as { getValidator: (schema: unknown) => Run };
  const compile = ajv.getValidator;
  ajv.getValidator = function (this: unknown, schema) {
    return before(compile.call(this, schema), (value) => record('validation', value));
  };

  // Canonical JSON is made of JSON too: the sentinel passes here once for each document.
  const json = JSON as unknown as { stringify: Run; parse: Run };
  json.stringify = after(json.stringify, (text) => record('serialisation', text));
  json.parse = before(json.parse, (text) => record('parsing', text));
  // Every deep copy in the product rebuilds its objects from entries; of those one holds the sentinel itself.
  const object = Object as unknown as { fromEntries: Run };
  object.fromEntries = after(object.fromEntries, (copy) => {
    if (Object.values(copy as object).includes(sentinel)) record('copy', copy);
  });

  return {
    async during(work) {
      watching = true;
      try {
        await work();
      } finally {
        watching = false;
      }
      return passes;
    },
  };
}

/** All ways into zod, the SDK's own among them, lead through these calls. */
const zodLoader = `
  export async function load(url, context, next) {
    const loaded = await next(url, context);
    if (!url.endsWith('/zod/v4/core/parse.js')) return loaded;
    const run = /schema\\._zod\\.run\\(\\{ value, issues: \\[\\] \\}, ctx\\)/g;
    const source = String(loaded.source);
    if (!run.test(source)) throw new Error('zod parses in another way by now: adapt the counter.');
    return { ...loaded, source: source.replace(run, '(globalThis.${onValidation}(value), $&)') };
  }`;

function before(run: Run, look: (value: unknown) => void): Run {
  return function (this: unknown, ...args: unknown[]) {
    look(args[0]);
    return (run as (...args: unknown[]) => unknown).apply(this, args);
  };
}

function after(run: Run, look: (result: unknown) => void): Run {
  return function (this: unknown, ...args: unknown[]) {
    const result = (run as (...args: unknown[]) => unknown).apply(this, args);
    look(result);
    return result;
  };
}

function holdsSentinel(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(sentinel);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsSentinel);
}

/** The innermost frame of the product, or of the SDK where it parses by itself. */
function callerOf(stack: string): string {
  const frames = stack.split('\n').map((line) => line.replaceAll('\\', '/'));
  for (const frame of frames) {
    const sdk = /node_modules\/(@modelcontextprotocol\/[a-z]+)/.exec(frame)?.[1];
    if (sdk !== undefined) return sdk;
    const own = /\/dist\/([^:]+)\.js:/.exec(frame)?.[1];
    if (own !== undefined && !frame.includes('node_modules') && !own.startsWith('test/')) return own;
  }
  return 'elsewhere';
}
