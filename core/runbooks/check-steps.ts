import { type CallRules, type CheckedCall, checkCall } from './check-call.ts';
import type { CheckContext } from './compile-library.ts';
import type { ExpressionChecker } from './check-expressions.ts';
import { doubtOf, type Names, noData, type Place, roundsType, stepType, withAuthor } from './check-names.ts';
import type { Report } from './check-report.ts';
import { checkValue, unknownNameProblem } from './check-value.ts';
import type { DocumentPath } from '../documents/problem.ts';
import type { Template } from './expressions/expression.ts';
import { valueTypeOf } from './expressions/json-schema-types.ts';
import type { ValueType } from './expressions/value-type.ts';
import { formType } from './form-type.ts';
import { nearestNames } from '../text/nearest-name.ts';
import type { CompiledRunbook } from './runbook-ir.ts';
import { durationLiteral } from '../time/durations.ts';
import type { StepNode } from './steps/index.ts';

type NodeOf<Kind extends StepNode['kind']> = Extract<StepNode, { kind: Kind }>;

/** Another runbook that a step runs, as far as it could be checked. */
export interface CheckedRunbook {
  readonly runbook: CompiledRunbook;
  readonly outputs: ValueType;
}

/** What the checker found out about steps, for compiling them. */
export interface CheckedSteps {
  readonly calls: Map<StepNode, CheckedCall>;
  readonly verifyCalls: Map<StepNode, CheckedCall>;
  readonly inputs: Map<StepNode, Readonly<Record<string, Template>>>;
  readonly runbooks: Map<StepNode, CheckedRunbook>;
}

export interface StepChecking extends CheckContext {
  readonly expressions: ExpressionChecker;
  readonly checked: CheckedSteps;
  /** Of every step of the runbook. */
  readonly places: ReadonlyMap<string, Place>;
  /** Undefined where it cannot be run; why has been reported. */
  readonly openRunbook: (node: NodeOf<'runbook'>, report: Report) => CheckedRunbook | undefined;
  /** Told of the condition of a read or of a verification, whose `result` is the answer of that step. */
  readonly onPoll: (node: StepNode | undefined) => void;
  readonly report: Report;
}

const any: ValueType = { kind: 'any' };

/** Checks steps in their order. @returns what may be named after them */
export function checkSequence(steps: readonly StepNode[], before: Names, checking: StepChecking): Names {
  let names = before;
  for (const node of steps) {
    const { id } = node.document;
    const after = checkStep(node, names, checking);
    const doubt = doubtOf(node);
    const doubts = Object.keys(after.types).flatMap((name) => {
      const why = (name === id ? undefined : after.doubts[name]) ?? doubt;
      return why === undefined ? [] : [[name, why] as const];
    });
    names = {
      ...names,
      types: { ...names.types, ...after.types },
      doubts: doubts.length === 0 ? names.doubts : { ...names.doubts, ...Object.fromEntries(doubts) },
    };
  }
  return names;
}

/** What a step leaves for those after it to name. */
interface Exposed {
  readonly types: Names['types'];
  readonly doubts: Names['doubts'];
}

function checkStep(node: StepNode, outer: Names, checking: StepChecking): Exposed {
  const { expressions } = checking;
  const { document, path } = node;
  const report = checking.report.of(document.id);
  const before: Names = {
    ...outer,
    self: document.id,
    doubts: document.always ? afterAnything(outer, checking.places) : outer.doubts,
  };

  if (document.title !== undefined) expressions.words(document.title, before, [...path, 'title'], report);
  if (document.if !== undefined) expressions.cel(document.if, before, [...path, 'if'], 'boolean', report);
  const names = document.if === undefined ? before : { ...before, guards: [...before.guards, document.if] };

  const { type, inner } = checkKind(node, names, checking, report);
  const own = { [document.id]: type };

  const { self: _, ...ended } = { ...names, own };
  if (document.require !== undefined) expressions.cel(document.require, ended, [...path, 'require'], 'boolean', report);
  if (document.otherwise !== undefined) expressions.words(document.otherwise, ended, [...path, 'otherwise'], report);
  if (document.require !== undefined && document.otherwise === undefined) {
    report.error(
      [...path, 'require'],
      'there is no message for when this does not hold',
      'Add `otherwise` with the message.',
      'key',
    );
  }
  if (document.require === undefined && document.otherwise !== undefined) {
    report.error(
      [...path, 'otherwise'],
      '`otherwise` has no `require` that it belongs to',
      'Add `require`, or remove it.',
      'key',
    );
  }
  return { types: { ...inner?.types, ...own }, doubts: inner?.doubts ?? {} };
}

/** An `always` step runs whatever became of those before it. */
function afterAnything({ types, doubts }: Names, places: StepChecking['places']): Names['doubts'] {
  const why = 'an `always` step runs also when the run has stopped before it';
  const steps = Object.keys(types).filter((name) => places.has(name));
  return { ...Object.fromEntries(steps.map((name) => [name, why])), ...doubts };
}

interface CheckedKind {
  readonly type: ValueType;
  /** What stood inside and can be named afterwards. */
  readonly inner?: Exposed;
}

function checkKind(node: StepNode, names: Names, checking: StepChecking, report: Report): CheckedKind {
  const { expressions, checked } = checking;
  const { path } = node;
  switch (node.kind) {
    case 'read': {
      const { document } = node;
      const call = readCall(document.read, document.with, path, names, checking, report);
      checked.calls.set(node, call);
      if (document.until !== undefined) {
        const poll = { ...document, until: document.until };
        checkPoll(poll, { path, owner: node, call }, names, checking, report);
      } else {
        for (const key of ['for', 'every'] as const) {
          if (document[key] === undefined) continue;
          report.error(
            [...path, key],
            `\`${key}\` has no \`until\` that it belongs to`,
            'Add `until`, or remove it.',
            'key',
          );
        }
      }
      return { type: stepType(dataOf(call)) };
    }
    case 'write': {
      const { write, with: given, verify } = node.document;
      const rules: CallRules = { tools: checking.tools, wants: 'write', of: 'runbook' };
      const written = { tool: write, arguments: given, toolPath: [...path, 'write'], argumentsPath: [...path, 'with'] };
      checked.calls.set(node, checkCall(written, rules, expressions, names, report));
      const at = [...path, 'verify'];
      const call = readCall(verify.read, verify.with, at, names, checking, report);
      checked.verifyCalls.set(node, call);
      checkPoll(verify, { path: at, owner: node, call }, names, checking, report);
      return { type: stepType(noData) };
    }
    case 'ask': {
      const { ask, form, tell, escalate, within } = node.document;
      expressions.template(ask, names, [...path, 'ask'], report);
      if (tell !== undefined) checkDestination(tell, [...path, 'tell'], checking, report);
      if (escalate) {
        checkDestination(escalate.tell, [...path, 'escalate', 'tell'], checking, report);
        if (escalate.after >= within) {
          const remedy = `Write less than ${durationLiteral(within)}.`;
          report.error([...path, 'escalate', 'after'], 'the question has expired by then', remedy);
        }
      }
      return { type: stepType(withAuthor(form ? formType(form) : noData)) };
    }
    case 'wait':
      return { type: stepType(noData) };
    case 'notify': {
      checkDestination(node.document.notify, [...path, 'notify'], checking, report);
      expressions.words(node.document.message, names, [...path, 'message'], report);
      return { type: stepType(noData) };
    }
    case 'parallel':
      return { type: stepType(noData), inner: checkBranches(node, names, checking) };
    case 'forEach':
      checkRounds(node, names, checking, report);
      return { type: stepType(roundsType) };
    case 'runbook': {
      const outputs = checkInner(node, names, checking, report);
      return { type: stepType(outputs) };
    }
    default: {
      const never: never = node;
      return never;
    }
  }
}

function readCall(
  tool: string,
  given: Readonly<Record<string, unknown>>,
  path: DocumentPath,
  names: Names,
  { tools, expressions }: StepChecking,
  report: Report,
): CheckedCall {
  const written = { tool, arguments: given, toolPath: [...path, 'read'], argumentsPath: [...path, 'with'] };
  return checkCall(written, { tools, wants: 'read', of: 'runbook' }, expressions, names, report);
}

const dataOf = ({ spec }: CheckedCall): ValueType => (spec?.data === undefined ? any : valueTypeOf(spec.data));

function checkPoll(
  poll: { readonly until: string; readonly for?: number; readonly within?: number },
  { path, owner, call }: { readonly path: DocumentPath; readonly owner: StepNode; readonly call: CheckedCall },
  names: Names,
  { expressions, onPoll }: StepChecking,
  report: Report,
): void {
  onPoll(owner);
  expressions.cel(poll.until, { ...names, own: { result: dataOf(call) } }, [...path, 'until'], 'boolean', report);
  onPoll(undefined);
  if (poll.within === undefined) {
    report.error([...path, 'until'], 'it would be asked without an end', 'Add `within`: how long it may take.', 'key');
  } else if (poll.for !== undefined && poll.for >= poll.within) {
    const remedy = `Write less than ${durationLiteral(poll.within)}, or a longer \`within\`.`;
    report.error([...path, 'for'], 'the deadline passes before it can have held for so long', remedy);
  }
}

function checkDestination(name: string, path: DocumentPath, { destinations }: StepChecking, report: Report): void {
  if (!destinations || name === 'owner' || destinations.includes(name)) return;
  const known = ['owner', ...destinations];
  const [near] = nearestNames(name, known);
  const listed = `Known: ${known.join(', ')}.`;
  report.error(path, `no destination "${name}"`, near === undefined ? listed : `Did you mean ${near}? ${listed}`);
}

function checkBranches(node: NodeOf<'parallel'>, names: Names, checking: StepChecking): Exposed {
  const { id, join } = node.document;
  const types: Record<string, ValueType> = {};
  const doubts: Record<string, string> = {};
  const any = `it stands in a branch of "${id}", of which only one has to succeed`;
  for (const { name, steps } of node.branches) {
    const place: Place = [...names.place, { id, kind: 'parallel', branch: name }];
    const { self: _, ...around } = names;
    const after = checkSequence(steps, { ...around, place }, checking);
    for (const [step, type] of Object.entries(after.types)) {
      if (Object.hasOwn(names.types, step)) continue;
      types[step] = type;
      const doubt = join === 'any' ? any : after.doubts[step];
      if (doubt !== undefined) doubts[step] = doubt;
    }
  }
  return { types, doubts };
}

function checkRounds(node: NodeOf<'forEach'>, names: Names, checking: StepChecking, report: Report): void {
  const { id, forEach, as } = node.document;
  const list = checking.expressions.cel(forEach, names, [...node.path, 'forEach'], 'list', report);
  if (checking.places.has(as) || Object.hasOwn(names.types, as)) {
    const whose = checking.places.has(as) ? 'a step' : 'the element of a loop around this one';
    report.error([...node.path, 'as'], `"${as}" is the name of ${whose} too`, 'Choose another name.');
  }
  const place: Place = [...names.place, { id, kind: 'forEach' }];
  const { self: _, ...around } = names;
  const types = { ...names.types, [as]: list.kind === 'list' ? list.of : any };
  checkSequence(node.steps, { ...around, types, place }, checking);
}

/** The runbook that a step runs, and what is given to it. */
function checkInner(node: NodeOf<'runbook'>, names: Names, checking: StepChecking, report: Report): ValueType {
  const { runbook: name, with: given } = node.document;
  const path = [...node.path, 'with'];
  const { template, typeAt } = checking.expressions.template(given, names, path, report);
  const entries = template.kind === 'object' ? template.entries : {};
  checking.checked.inputs.set(node, entries);
  const opened = checking.openRunbook(node, report);
  if (!opened) return any;
  checking.checked.runbooks.set(node, opened);
  const { properties = {}, required = [] } = opened.runbook.inputs ?? {};
  const known = Object.keys(properties);
  for (const input of Object.keys(entries)) {
    if (!Object.hasOwn(properties, input))
      report.add([unknownNameProblem([...path, input], input, known, `input of ${name}`)]);
  }
  for (const input of required) {
    if (Object.hasOwn(entries, input) || properties[input]?.default !== undefined) continue;
    report.error(
      [...node.path, 'runbook'],
      `"${name}" needs the input \`${input}\``,
      `Add \`with: { ${input}: ... }\`.`,
    );
  }
  const fitting = Object.entries(entries).filter(([input]) => Object.hasOwn(properties, input));
  const value: Template = { kind: 'object', entries: Object.fromEntries(fitting) };
  report.add(checkValue({ type: 'object', properties }, { template: value, path, typeAt }));
  return opened.outputs;
}
