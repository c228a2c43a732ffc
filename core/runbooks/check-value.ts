import type { PlacedProblem, DocumentPath } from '../documents/problem.ts';
import type { Template } from './expressions/expression.ts';
import type { ValueType } from './expressions/value-type.ts';
import { nearestNames } from '../text/nearest-name.ts';

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (schema: Schema, key: string): unknown => (Object.hasOwn(schema, key) ? schema[key] : undefined);

const deepest = 40;
const mostParts = 20_000;

/** Where a template stands, and what its expressions give: by the path of the text in which they stand. */
export interface PlacedTemplate {
  readonly template: Template;
  readonly path: DocumentPath;
  readonly typeAt: (path: DocumentPath) => ValueType;
}

/**
 * Checks a value with expressions in it against a JSON Schema: literals deeply, expressions by their type as far as it is
 * known. The work is bounded. Unknown keywords do not restrict, and neither do patterns: a mounted server could declare
 * one that backtracks for ever. JSON Schema libraries do not fit: they take no value with holes in it, run patterns as
 * they are, and set no bound on their work.
 */
export function checkValue(schema: unknown, { template, path, typeAt }: PlacedTemplate): readonly PlacedProblem[] {
  const root = isSchema(schema) ? schema : {};
  let parts = 0;

  const check = (given: unknown, value: Template, at: DocumentPath, depth: number): PlacedProblem[] => {
    parts += 1;
    if (!isSchema(given) || depth > deepest || parts > mostParts) return given === false ? [nothingFits(at)] : [];
    const reference = own(given, '$ref');
    const referred = typeof reference === 'string' ? check(resolve(root, reference), value, at, depth + 1) : [];
    const all = own(given, 'allOf');
    return [
      ...referred,
      ...(Array.isArray(all) ? all.flatMap((part) => check(part, value, at, depth + 1)) : []),
      ...alternatives(own(given, 'anyOf') ?? own(given, 'oneOf'), value, at, depth),
      ...one(given, value, at, depth),
    ];
  };

  const alternatives = (choices: unknown, value: Template, at: DocumentPath, depth: number): PlacedProblem[] => {
    if (!Array.isArray(choices) || choices.length === 0) return [];
    const kinds = kindsOfTemplate(value, at, typeAt);
    const fitting = choices.filter((choice) => !isSchema(choice) || fitsKind(kinds, wantedKinds(choice)));
    const found = (fitting.length > 0 ? fitting : choices).map((choice) => check(choice, value, at, depth + 1));
    const best = found.toSorted((a, b) => depthOf(b) - depthOf(a) || a.length - b.length)[0] ?? [];
    return found.some((problems) => problems.length === 0) ? [] : best;
  };

  const one = (given: Schema, value: Template, at: DocumentPath, depth: number): PlacedProblem[] => {
    const kinds = kindsOfTemplate(value, at, typeAt);
    const wanted = wantedKinds(given);
    if (kinds && wanted && !fitsKind(kinds, wanted))
      return [
        error(
          at,
          `must be ${wanted.map(article).join(' or ')}, and this is ${kinds.map(article).join(' or ')}`,
          `Write ${wanted.map(article).join(' or ')}.`,
        ),
      ];
    switch (value.kind) {
      case 'literal':
        return literal(given, value.value, wanted, at);
      case 'expression':
        return choicesOf(given, value, at);
      case 'text':
        return [];
      case 'list':
        return [
          ...bounds(given, 'Items', value.items.length, at, 'entries'),
          ...value.items.flatMap((item, index) => check(itemSchema(given, index), item, [...at, index], depth + 1)),
        ];
      case 'object':
        return object(given, value.entries, at, depth);
      default: {
        const never: never = value;
        return never;
      }
    }
  };

  const choicesOf = (given: Schema, value: Template, at: DocumentPath): PlacedProblem[] => {
    const type = value.kind === 'expression' ? typeAt(at) : undefined;
    const allowed = own(given, 'enum');
    if (type?.kind !== 'string' || !type.oneOf || !Array.isArray(allowed)) return [];
    if (type.oneOf.some((text) => allowed.includes(text))) return [];
    return [
      error(
        at,
        `is one of ${type.oneOf.join(', ')}, of which none is allowed here`,
        `Allowed: ${allowed.map(String).join(', ')}.`,
      ),
    ];
  };

  const object = (
    given: Schema,
    entries: Readonly<Record<string, Template>>,
    at: DocumentPath,
    depth: number,
  ): PlacedProblem[] => {
    const properties = own(given, 'properties');
    const known: Schema = isSchema(properties) ? properties : {};
    const additional = own(given, 'additionalProperties');
    const required = own(given, 'required');
    const names = Object.keys(known);
    return [
      ...Object.entries(entries).flatMap(([name, value]) => {
        const inner = own(known, name);
        if (inner !== undefined) return check(inner, value, [...at, name], depth + 1);
        if (additional === false) return [unknownNameProblem([...at, name], name, names, 'key')];
        return check(additional, value, [...at, name], depth + 1);
      }),
      ...(Array.isArray(required) ? required : [])
        .filter((name): name is string => typeof name === 'string' && !Object.hasOwn(entries, name))
        .map((name) => error(at, `\`${name}\` is missing`, 'Add it.')),
    ];
  };

  return check(root, template, path, 0);
}

/** How far into the value a check came: of alternatives, the one that went farthest was meant. */
const depthOf = (problems: readonly PlacedProblem[]): number => Math.max(0, ...problems.map(({ path }) => path.length));

function error(path: DocumentPath, problem: string, remedy: string, at: PlacedProblem['at'] = 'value'): PlacedProblem {
  const name = path.at(-1);
  const what = typeof name === 'number' ? `entry ${name + 1}` : `\`${name}\``;
  return { severity: 'error', path, at, problem: `${what} ${problem}`, remedy };
}

const nothingFits = (path: DocumentPath) => error(path, 'cannot be given', 'Remove it.');

/** An argument, input or key that is not there. @param what `argument`, `input`, `key` */
export function unknownNameProblem(
  path: DocumentPath,
  name: string,
  known: readonly string[],
  what: string,
): PlacedProblem {
  const [near] = nearestNames(name, known);
  const listed = known.length === 0 ? 'There are none.' : `Known: ${known.slice(0, 30).join(', ')}.`;
  const shown = name.slice(0, 60);
  return {
    severity: 'error',
    path,
    at: 'key',
    problem:
      near === undefined ? `unknown ${what} \`${shown}\`` : `unknown ${what} \`${shown}\`; did you mean \`${near}\`?`,
    remedy: near === undefined ? `Remove it. ${listed}` : `Rename it. ${listed}`,
  };
}

function literal(
  given: Schema,
  value: string | number | boolean | null,
  wanted: readonly string[] | undefined,
  at: DocumentPath,
): PlacedProblem[] {
  const shown = JSON.stringify(value).slice(0, 60);
  const allowed = Object.hasOwn(given, 'const') ? [given.const] : own(given, 'enum');
  if (Array.isArray(allowed) && !allowed.includes(value)) {
    const [near] = nearestNames(String(value), allowed.map(String));
    const listed = `Allowed: ${allowed.slice(0, 30).map(String).join(', ')}.`;
    return [error(at, `cannot be ${shown}`, near === undefined ? listed : `Did you mean ${near}? ${listed}`)];
  }
  if (typeof value === 'string') return bounds(given, 'Length', [...value].length, at, 'characters');
  if (typeof value !== 'number') return [];
  if (wanted?.includes('integer') && !wanted.includes('number') && !Number.isInteger(value))
    return [error(at, `must be a whole number, and this is ${shown}`, 'Write a whole number.')];
  const least = own(given, 'minimum');
  const most = own(given, 'maximum');
  const above = own(given, 'exclusiveMinimum');
  const below = own(given, 'exclusiveMaximum');
  if (typeof least === 'number' && value < least) return [error(at, `is ${shown}`, `Write at least ${least}.`)];
  if (typeof most === 'number' && value > most) return [error(at, `is ${shown}`, `Write at most ${most}.`)];
  if (typeof above === 'number' && value <= above) return [error(at, `is ${shown}`, `Write more than ${above}.`)];
  if (typeof below === 'number' && value >= below) return [error(at, `is ${shown}`, `Write less than ${below}.`)];
  return [];
}

function bounds(
  given: Schema,
  what: 'Items' | 'Length',
  size: number,
  at: DocumentPath,
  unit: string,
): PlacedProblem[] {
  const least = own(given, `min${what}`);
  const most = own(given, `max${what}`);
  if (typeof least === 'number' && size < least)
    return [error(at, `has ${size} ${unit}`, `It needs at least ${least}.`)];
  if (typeof most === 'number' && size > most) return [error(at, `has ${size} ${unit}`, `At most ${most} are taken.`)];
  return [];
}

function itemSchema(given: Schema, index: number): unknown {
  const prefix = own(given, 'prefixItems');
  if (Array.isArray(prefix) && index < prefix.length) return prefix[index];
  return own(given, 'items');
}

function wantedKinds(given: Schema): readonly string[] | undefined {
  const type = own(given, 'type');
  if (typeof type === 'string') return [type];
  const listed = Array.isArray(type) ? type.filter((kind): kind is string => typeof kind === 'string') : [];
  return listed.length > 0 ? listed : undefined;
}

function fitsKind(kinds: readonly string[] | undefined, wanted: readonly string[] | undefined): boolean {
  if (!kinds || !wanted) return true;
  return kinds.some((kind) => wanted.includes(kind) || (kind === 'number' && wanted.includes('integer')));
}

const kindsOfTypes: Readonly<Record<ValueType['kind'], string | undefined>> = {
  any: undefined,
  null: 'null',
  boolean: 'boolean',
  number: 'number',
  string: 'string',
  list: 'array',
  object: 'object',
};

/** As JSON Schema calls it; undefined where nothing is known. */
function kindsOfTemplate(
  value: Template,
  at: DocumentPath,
  typeAt: PlacedTemplate['typeAt'],
): readonly string[] | undefined {
  switch (value.kind) {
    case 'literal':
      return [value.value === null ? 'null' : typeof value.value];
    case 'text':
      return ['string'];
    case 'list':
      return ['array'];
    case 'object':
      return ['object'];
    case 'expression': {
      const kind = kindsOfTypes[typeAt(at).kind];
      return kind === undefined ? undefined : [kind];
    }
    default: {
      const never: never = value;
      return never;
    }
  }
}

const words: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  null: 'nothing',
};

const article = (kind: string): string => words[kind] ?? kind;

/** `#/$defs/Window`, within the same schema. */
function resolve(root: Schema, reference: string): unknown {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  let here: unknown = root;
  for (const part of reference.split('/').slice(1, deepest)) {
    if (!isSchema(here)) return undefined;
    here = own(here, part.replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  return here;
}
