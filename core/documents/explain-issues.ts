import { z } from 'zod';
import { nearestNames } from '../text/nearest-name.ts';
import { sizeWords, kindWords, oneOf, ownMessage, shown, wanted } from './issue-words.ts';
import type { DocumentPath, PlacedProblem } from './problem.ts';
import { innerSchema, knownKeys, literalAt, meantAlternative, memberSchema, signOf } from './schema-walk.ts';
import { isObject } from '../json/is-object.ts';

type Issue = z.core.$ZodIssue;

/**
 * Says what a schema found wrong in words for the person who wrote the document: unknown keys with the nearest known
 * one, the alternative of a union that was meant, what to write instead. Texts are not repeated where they may be
 * secrets that somebody put in the wrong place.
 */
export function explainIssues(schema: z.core.$ZodType, value: unknown, issues: readonly Issue[]): PlacedProblem[] {
  const findings = issues.flatMap((issue) => explain(schema, value, [], issue));
  // "unknown key bearr, did you mean bearer?" says it all; "bearer is missing" does not need to be said again.
  const meant = new Set(findings.map(({ instead }) => instead && keyOf(instead)));
  return findings.filter(({ missing, path }) => !missing || !meant.has(keyOf(path)));
}

interface Explained extends PlacedProblem {
  readonly missing?: boolean;
  /** Where the key would stand that was probably meant. */
  readonly instead?: DocumentPath;
}

const keyOf = (path: DocumentPath) => JSON.stringify(path);

function explain(schema: z.core.$ZodType, value: unknown, base: DocumentPath, issue: Issue): Explained[] {
  const place = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const path = [...base, ...place];
  const name = path.length === 0 ? 'the file' : `\`${path.at(-1)}\``;
  const { schema: here, value: given } = follow(schema, value, place);
  const error = (problem: string, remedy: string, at: PlacedProblem['at'] = 'value'): Explained[] => [
    { severity: 'error', path, at, problem, remedy },
  ];

  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, given, here === undefined ? [] : keysOf(here, given)));
    case 'invalid_union':
      return here ? explainUnion(here, given, path, issue) : error(issue.message, 'Correct it.');
    case 'invalid_type': {
      const own = ownMessage(issue);
      if (given === undefined) {
        const remedy = own ?? `Add it with ${wanted(issue.expected)}.`;
        return [{ ...error(`${name} is missing`, remedy, 'key')[0]!, missing: true }];
      }
      return error(
        given === null ? `${name} is empty` : `${name} cannot be ${kindWords(given)}`,
        own ?? `Write ${wanted(issue.expected)}.`,
      );
    }
    case 'invalid_value': {
      if (given === undefined) {
        const remedy = `Add it: ${issue.values.map(String).join(' or ')}.`;
        return [{ ...error(`${name} is missing`, remedy, 'key')[0]!, missing: true }];
      }
      return error(`unknown ${path.at(-1)} ${shown(given)}`, oneOf(given, issue.values.map(String)));
    }
    case 'invalid_key': {
      const reason = issue.issues[0]?.message ?? 'it has another form';
      return error(`${name} cannot be a name here: ${reason}`, 'Rename it.', 'key');
    }
    case 'too_big':
      return error(`${name} is too big: at most ${sizeWords(issue.maximum, issue.origin)}`, 'Make it smaller.');
    case 'too_small':
      return error(`${name} is too small: at least ${sizeWords(issue.minimum, issue.origin)}`, 'Make it bigger.');
    case 'invalid_format':
      return error(`${name} has another form`, ownMessage(issue) ?? 'Correct it.');
    case 'custom':
      return error(`${name}: ${issue.message}`, remedyIn(issue) ?? 'Correct it.');
    case 'not_multiple_of':
    case 'invalid_element':
      return error(`${name}: ${issue.message}`, 'Correct it.');
  }
}

/** A check of a schema's own may say what to do: `params: { remedy }`. */
function remedyIn({ params }: z.core.$ZodIssueCustom): string | undefined {
  const remedy: unknown = params?.['remedy'];
  return typeof remedy === 'string' ? remedy : undefined;
}

/** Of alternatives that are no objects, the one whose kind fits: it has more to say than that the kind does not. */
function onlyTelling({ errors }: z.core.$ZodIssueInvalidUnion, value: unknown): number | undefined {
  if (isObject(value)) return undefined;
  const telling = [...errors.keys()].filter((index) =>
    errors[index]!.some(({ code }) => code !== 'invalid_type' && code !== 'invalid_union'),
  );
  return telling.length === 1 ? telling[0] : undefined;
}

function keysOf(schema: z.core.$ZodType, value: unknown): readonly string[] {
  const inner = innerSchema(schema);
  const meant = inner instanceof z.ZodUnion ? meantAlternative(inner.options, value) : undefined;
  return knownKeys(inner instanceof z.ZodUnion && meant !== undefined ? inner.options[meant]! : inner) ?? [];
}

function explainUnion(
  union: z.core.$ZodType,
  value: unknown,
  path: DocumentPath,
  issue: z.core.$ZodIssueInvalidUnion,
): Explained[] {
  const inner = innerSchema(union);
  const options: readonly z.core.$ZodType[] = inner instanceof z.ZodUnion ? inner.options : [];
  const meant = meantAlternative(options, value) ?? onlyTelling(issue, value);
  const chosen = meant === undefined ? undefined : options[meant];
  if (meant !== undefined && chosen) {
    return (issue.errors[meant] ?? []).flatMap((nested) => explain(chosen, value, path, nested));
  }
  if (isObject(value)) {
    // `adapter: promethues`: a literal of some alternative, given a value that none has.
    for (const key of Object.keys(value)) {
      const values: readonly unknown[] = options
        .map((option) => literalAt(option, key))
        .filter((literal) => literal !== undefined);
      if (values.length === 0 || values.includes(value[key])) continue;
      const names = values.map(String);
      const problem = `unknown ${key} ${shown(value[key])}`;
      return [{ severity: 'error', path: [...path, key], at: 'value', problem, remedy: oneOf(value[key], names) }];
    }
  }
  const known = [...new Set(options.flatMap((option) => knownKeys(option) ?? []))];
  const unknown = isObject(value) ? Object.keys(value).filter((key) => !known.includes(key)) : [];
  if (unknown.some((key) => nearestNames(key, known).length > 0)) {
    return unknown.map((key) => unknownKey(key, path, value, known));
  }
  const name = path.length === 0 ? 'the file' : `\`${path.at(-1)}\``;
  const signs = options.map((option) => signOf(option)).filter((sign) => sign !== undefined);
  const several = isObject(value) && Object.keys(value).length > 0;
  const listed = signs.map((sign) => `{ ${sign} }`).join(' or ');
  const needs = signs.length === 0 ? 'Correct it.' : `Write ${several ? 'exactly one' : 'one'} of: ${listed}.`;
  // The schema may say it better: why a secret never stands in the file.
  const own = ownMessage(issue);
  const problem =
    value === undefined
      ? `${name} is missing`
      : value === null || (isObject(value) && !several)
        ? `${name} is empty`
        : `${name} cannot be ${isObject(value) ? 'told from its keys' : kindWords(value)}`;
  const at = value === undefined ? 'key' : 'value';
  return [
    {
      severity: 'error',
      path,
      at,
      problem,
      remedy: own === undefined ? needs : `${own} ${needs}`,
      missing: value === undefined,
    },
  ];
}

function unknownKey(key: string, path: DocumentPath, value: unknown, known: readonly string[]): Explained {
  const [near] = nearestNames(key, known);
  const place = { severity: 'error', path: [...path, key], at: 'key' } as const;
  if (near === undefined) {
    const remedy = known.length > 0 ? `Remove it; known here: ${known.join(', ')}.` : 'Remove it.';
    return { ...place, problem: `unknown key \`${key}\``, remedy };
  }
  const taken = isObject(value) && Object.hasOwn(value, near);
  return {
    ...place,
    problem: `unknown key \`${key}\`; did you mean \`${near}\`?`,
    remedy: taken ? `Merge it into \`${near}\`, which stands here too.` : 'Rename it.',
    instead: [...path, near],
  };
}

function follow(
  schema: z.core.$ZodType,
  value: unknown,
  path: DocumentPath,
): { schema: z.core.$ZodType | undefined; value: unknown } {
  let here: z.core.$ZodType | undefined = schema;
  let given = value;
  for (const part of path) {
    here = here && memberSchema(here, given, part);
    given =
      typeof given === 'object' && given !== null && Object.hasOwn(given, part)
        ? (given as Readonly<Record<PropertyKey, unknown>>)[part]
        : undefined;
  }
  return { schema: here, value: given };
}
