import { createExpressionChecker } from './check-expressions.ts';
import { checkDeadlines, checkReach, innerSequences } from './check-flow.ts';
import { factTypes, type Names, noData, type Place, targetType } from './check-names.ts';
import type { Report } from './check-report.ts';
import { type CheckedSteps, checkSequence, type StepChecking } from './check-steps.ts';
import { createUses, type Uses } from './check-uses.ts';
import type { CheckContext } from './compile-library.ts';
import { isObject } from '../json/is-object.ts';
import type { ScopeTypes, ValueType } from './expressions/value-type.ts';
import { formType } from './form-type.ts';
import type { RunbookSource } from './runbook-source.ts';
import type { StepNode } from './steps/index.ts';

export interface RunbookCheck {
  readonly checked: CheckedSteps;
  readonly uses: Uses;
  readonly outputs: ValueType;
}

const any: ValueType = { kind: 'any' };

/** Checks a runbook that its schemas have accepted as far as they did. What is wrong goes into its report. */
export function checkRunbook(
  source: RunbookSource,
  context: CheckContext,
  openRunbook: StepChecking['openRunbook'],
): RunbookCheck {
  const { document, steps, ids, report, refused } = source;
  const places = placesOf(steps, report);
  const uses = createUses();
  const expressions = createExpressionChecker(places, uses.add);
  const checked: CheckedSteps = { calls: new Map(), verifyCalls: new Map(), inputs: new Map(), runbooks: new Map() };

  const inputs = refused.has('inputs') ? any : document.inputs ? formType(document.inputs) : noData;
  const unknown = Object.fromEntries(ids.filter((id) => !places.has(id)).map((id) => [id, any]));
  const start = (types: ScopeTypes): Names => ({ types, place: [], doubts: {}, guards: [], isStart: true });

  const { match, target, within } = document;
  if (match?.when !== undefined) expressions.cel(match.when, start(factTypes), ['match', 'when'], 'boolean', report);
  const beforeTarget = start({ ...factTypes, inputs });
  for (const part of ['service', 'environment'] as const) {
    if (!target) continue;
    const { template, typeAt } = expressions.template(target[part], beforeTarget, ['target', part], report);
    const { kind } = template.kind === 'expression' ? typeAt(['target', part]) : { kind: 'string' };
    if (kind === 'string' || kind === 'any') continue;
    report.error(['target', part], `the ${part} must be a text`, 'Name a field that is one.');
  }

  let types: ScopeTypes = { ...unknown, ...factTypes, inputs, target: targetType, variables: noData };
  const variables: Record<string, { type: ValueType; optional: boolean }> = {};
  for (const [name, cel] of Object.entries(document.variables)) {
    variables[name] = { type: expressions.cel(cel, start(types), ['variables', name], 'any', report), optional: false };
    types = { ...types, variables: { kind: 'object', fields: { ...variables }, open: false } };
  }
  if (refused.has('variables')) types = { ...types, variables: any };

  const atStart: Names = { types, place: [], doubts: {}, guards: [] };
  const checking: StepChecking = {
    ...context,
    expressions,
    checked,
    places,
    openRunbook,
    onPoll: uses.pollOf,
    report,
  };
  const atEnd = checkSequence(steps, atStart, checking);
  const outputs = Object.entries(document.outputs).map(([name, cel]) => {
    return [name, { type: expressions.cel(cel, atEnd, ['outputs', name], 'any', report), optional: false }] as const;
  });

  checkReach(steps, report);
  checkDeadlines(steps, { seconds: within, of: 'the run' }, report);
  if (source.isComplete) unused(source, uses, report);
  return { checked, uses, outputs: { kind: 'object', fields: Object.fromEntries(outputs), open: false } };
}

/** Where every step stands. An id given twice is an error. */
function placesOf(steps: readonly StepNode[], report: Report): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const visit = (sequence: readonly StepNode[], place: Place): void => {
    for (const node of sequence) {
      const { id } = node.document;
      if (places.has(id)) {
        report.error([...node.path, 'id'], `a second step "${id}"`, 'Give it an id of its own.');
      } else places.set(id, place);
      const inner = innerSequences(node);
      inner.forEach((within, index) => {
        const branch = node.kind === 'parallel' ? node.branches[index]?.name : undefined;
        const kind = node.kind === 'parallel' ? 'parallel' : 'forEach';
        visit(within, [...place, { id, kind, ...(branch === undefined ? {} : { branch }) }]);
      });
    }
  };
  visit(steps, []);
  return places;
}

function unused({ document, value }: RunbookSource, uses: Uses, report: Report): void {
  const form = isObject(value.inputs) && isObject(value.inputs.properties) ? ['properties'] : [];
  for (const name of Object.keys(document.inputs?.properties ?? {})) {
    if (uses.hasInput(name)) continue;
    report.warn(
      ['inputs', ...form, name],
      `nothing uses the input "${name}"`,
      `Use inputs.${name}, or remove it.`,
      'key',
    );
  }
  for (const name of Object.keys(document.variables)) {
    if (uses.hasVariable(name)) continue;
    report.warn(
      ['variables', name],
      `nothing uses the variable "${name}"`,
      `Use variables.${name}, or remove it.`,
      'key',
    );
  }
}
