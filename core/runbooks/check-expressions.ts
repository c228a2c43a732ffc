import type { Report } from './check-report.ts';
import { type Names, type Place, typeOf, whyHidden } from './check-names.ts';
import type { DocumentPath } from '../documents/problem.ts';
import { checkExpression, type Expected } from './expressions/check-expression.ts';
import type { DataPath, Template } from './expressions/expression.ts';
import { readTemplate } from './expressions/read-template.ts';
import type { ScopeTypes, ValueType } from './expressions/value-type.ts';

export interface ExpressionChecker {
  /** @param expected what the position needs */
  cel(cel: string, names: Names, path: DocumentPath, expected: Expected, report: Report): ValueType;
  /** A value with expressions in it. @returns it, with what its expressions give */
  template(value: unknown, names: Names, path: DocumentPath, report: Report): CheckedTemplate;
  /** A text for people: what cannot be known there does not stop the run. */
  words(value: string, names: Names, path: DocumentPath, report: Report): void;
}

export interface CheckedTemplate {
  readonly template: Template;
  readonly typeAt: (path: DocumentPath) => ValueType;
}

/** Told of every name that an expression uses. */
export type OnUse = (path: DataPath, isForPeople: boolean) => void;

/** Longer expressions are refused. */
const longestRead = 4000;
const any: ValueType = { kind: 'any' };

/**
 * Checks the expressions of one document: types, and whether what they name can be named where they stand.
 * @param places where each of its steps stands
 */
export function createExpressionChecker(places: ReadonlyMap<string, Place>, onUse: OnUse): ExpressionChecker {
  function check(
    cel: string,
    names: Names,
    path: DocumentPath,
    expected: Expected,
    { report, isForPeople, offset = 0 }: { report: Report; isForPeople: boolean; offset?: number },
  ): ValueType {
    const named = scopeOf(cel, names);
    const first = checkExpression(cel, named, expected);
    // What is wrong is explained with all names in sight, so that the nearest one can be told.
    const checked =
      first.problems.length === 0 ? first : checkExpression(cel, { ...names.types, ...names.own, ...named }, expected);
    for (const problem of checked.problems) {
      const at = problem.offset + offset > 0 ? ` (at character ${problem.offset + offset + 1})` : '';
      report.error(path, `${shown(cel)}: ${problem.problem}${at}`, problem.remedy);
    }
    for (const root of new Set(checked.uses.map(([name = '']) => name))) {
      const place = places.get(root);
      if (!place || typeOf(root, names)) continue;
      const { problem, remedy } = whyHidden(place, names, names.self === root);
      report.error(path, `${shown(cel)}: "${root}" cannot be named here: ${problem}`, remedy);
    }
    for (const use of checked.uses) onUse(use, isForPeople);
    if (!isForPeople) doubts(cel, checked.uses, names, path, report);
    return checked.type;
  }

  /**
   * Only what an expression may mean: there are far more names than it has words. Steps that cannot be named here are
   * among them: what is said of those is why, not that they do not exist.
   */
  function scopeOf(cel: string, names: Names): ScopeTypes {
    const words = new Set(cel.slice(0, longestRead).match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? []);
    return Object.fromEntries(
      [...words].flatMap((word) => {
        const type = typeOf(word, names) ?? (places.has(word) ? any : undefined);
        return type ? [[word, type] as const] : [];
      }),
    );
  }

  function template(
    value: unknown,
    names: Names,
    path: DocumentPath,
    report: Report,
    isForPeople = false,
  ): CheckedTemplate {
    const read = readTemplate(value);
    for (const { path: at, problem, remedy } of read.problems) report.error([...path, ...at], problem, remedy);
    const types = new Map<string, ValueType>();
    for (const { cel, path: at, offset, alone } of read.expressions) {
      const where = [...path, ...at];
      const type = check(cel, names, where, alone ? 'any' : 'text', { report, isForPeople, offset });
      if (alone) types.set(JSON.stringify(where), type);
    }
    return { template: read.template, typeAt: (at) => types.get(JSON.stringify(at)) ?? any };
  }

  return {
    cel: (cel, names, path, expected, report) => check(cel, names, path, expected, { report, isForPeople: false }),
    template,
    words: (value, names, path, report) => {
      template(value, names, path, report, true);
    },
  };
}

function doubts(cel: string, uses: readonly DataPath[], names: Names, path: DocumentPath, report: Report): void {
  for (const root of new Set(uses.filter(([, field]) => field !== 'outcome').map(([name = '']) => name))) {
    const why = Object.hasOwn(names.doubts, root) ? names.doubts[root] : undefined;
    if (why === undefined || [cel, ...names.guards].some((text) => asksAbout(text, root))) continue;
    report.warn(
      path,
      `${shown(cel)}: "${root}" may have no result here: ${why}`,
      `Ask first: has(${root}.field), or ${root}.outcome == "succeeded".`,
    );
  }
}

/** Whether an expression asks if a step has a result before it uses it. */
function asksAbout(cel: string, id: string): boolean {
  return new RegExp(`\\bhas\\s*\\(\\s*${id}\\b|\\b${id}\\s*\\.\\s*outcome\\b`).test(cel);
}

function shown(cel: string): string {
  const line = cel.replace(/\s+/g, ' ').trim();
  return `\`${line.length > 80 ? `${line.slice(0, 80)}...` : line}\``;
}
