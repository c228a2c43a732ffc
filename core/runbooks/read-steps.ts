import type { z } from 'zod';
import type { Report } from './check-report.ts';
import { explainIssues } from '../documents/explain-issues.ts';
import type { DocumentPath } from '../documents/problem.ts';
import { isObject } from '../json/is-object.ts';
import { nearestNames } from '../text/nearest-name.ts';
import { type StepNode, stepDocuments } from './steps/index.ts';
import { StepKind } from './steps/step.ts';
import { stepKeys } from './steps/step-document.ts';

const deepest = 6;
const mostSteps = 200;

const kinds = Object.values(StepKind);
const commonKeys = Object.keys(stepKeys());

export interface ReadSteps {
  readonly steps: readonly StepNode[];
  /** Of all steps, those that are refused too: nobody is blamed for naming one of those. */
  readonly ids: readonly string[];
  readonly isComplete: boolean;
}

/**
 * Reads the steps of a document one by one, each by the schema of its kind, so that what is said of one speaks of its
 * kind and does not hide what is wrong with the others.
 */
export function readSteps(values: readonly unknown[], path: DocumentPath, report: Report): ReadSteps {
  const ids: string[] = [];
  let isComplete = true;
  let count = 0;

  function sequence(given: unknown, at: DocumentPath, depth: number): readonly StepNode[] {
    if (!Array.isArray(given)) return [];
    return given.flatMap((value: unknown, index) => {
      const node = one(value, [...at, index], depth);
      return node ? [node] : [];
    });
  }

  function one(value: unknown, at: DocumentPath, depth: number): StepNode | undefined {
    count += 1;
    if (count > mostSteps) {
      if (count === mostSteps + 1) {
        report.error(at, `more than ${mostSteps} steps`, 'Move some of them into a runbook of their own.', 'key');
      }
      return undefined;
    }
    if (!isObject(value)) {
      const remedy = `Write an id and one of: ${kinds.join(', ')}.`;
      report.error(at, 'a step is written as keys with values', remedy);
      isComplete = false;
      return undefined;
    }
    const id = typeof value.id === 'string' ? value.id : undefined;
    if (id !== undefined) ids.push(id);
    const here = id === undefined ? report : report.of(id.slice(0, 40));
    if (depth > deepest) {
      here.error(
        at,
        `steps stand at most ${deepest} deep within each other`,
        'Move the inner ones into a runbook of their own.',
      );
      isComplete = false;
      return undefined;
    }
    const node = ofKind(value, at, depth, here);
    if (!node) isComplete = false;
    return node;
  }

  function ofKind(
    value: Readonly<Record<string, unknown>>,
    path: DocumentPath,
    depth: number,
    here: Report,
  ): StepNode | undefined {
    const [kind, second] = kinds.filter((name) => Object.hasOwn(value, name));
    if (kind === undefined) return noKind(value, path, here);
    if (second !== undefined) {
      here.error(
        [...path, second],
        `it is both \`${kind}\` and \`${second}\``,
        'A step has one kind: make two steps of it.',
        'key',
      );
      return undefined;
    }
    // What stands inside is looked at also where the step itself is refused.
    const inner = (given: unknown, ...below: DocumentPath) => sequence(given, [...path, ...below], depth + 1);
    const branches =
      kind === 'parallel' && isObject(value.parallel)
        ? Object.entries(value.parallel).map(([name, steps]) => ({ name, steps: inner(steps, 'parallel', name) }))
        : [];
    const steps = kind === 'forEach' ? inner(value.steps, 'steps') : [];

    const parse = <Document>(schema: z.ZodType<Document>): Document | undefined => {
      const parsed = schema.safeParse(value);
      if (parsed.success) return parsed.data;
      const found = explainIssues(schema, value, parsed.error.issues);
      here.add(found.map((problem) => ({ ...problem, path: [...path, ...problem.path] })));
      return undefined;
    };
    switch (kind) {
      case 'read': {
        const document = parse(stepDocuments.read);
        return document && { kind, document, path };
      }
      case 'write': {
        const document = parse(stepDocuments.write);
        return document && { kind, document, path };
      }
      case 'ask': {
        const document = parse(stepDocuments.ask);
        return document && { kind, document, path };
      }
      case 'wait': {
        const document = parse(stepDocuments.wait);
        return document && { kind, document, path };
      }
      case 'parallel': {
        const document = parse(stepDocuments.parallel);
        return document && { kind, document, path, branches };
      }
      case 'forEach': {
        const document = parse(stepDocuments.forEach);
        return document && { kind, document, path, steps };
      }
      case 'runbook': {
        const document = parse(stepDocuments.runbook);
        return document && { kind, document, path };
      }
      case 'notify': {
        const document = parse(stepDocuments.notify);
        return document && { kind, document, path };
      }
      default: {
        const never: never = kind;
        return never;
      }
    }
  }

  const steps = sequence(values, path, 1);
  return { steps, ids, isComplete: isComplete && count <= mostSteps };
}

function noKind(value: Readonly<Record<string, unknown>>, path: DocumentPath, report: Report): undefined {
  const others = Object.keys(value).filter((key) => !commonKeys.includes(key));
  for (const key of others) {
    const [near] = nearestNames(key, kinds);
    if (near === undefined) continue;
    report.error(
      [...path, key],
      `it has no kind; did you mean \`${near}\` by \`${key.slice(0, 40)}\`?`,
      'Rename it.',
      'key',
    );
    return undefined;
  }
  report.error(path, 'it has no kind', `Add one of: ${kinds.join(', ')}.`, 'key');
  return undefined;
}
