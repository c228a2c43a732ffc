import type { ExpressionChecker } from './check-expressions.ts';
import type { Names } from './check-names.ts';
import type { Report } from './check-report.ts';
import { checkValue, unknownNameProblem } from './check-value.ts';
import type { DocumentPath } from '../documents/problem.ts';
import type { Template } from './expressions/expression.ts';
import { nearestNames } from '../text/nearest-name.ts';
import { partsOfToolName } from './steps/step-document.ts';
import type { ToolSpec, ToolSpecs } from './tool-specs.ts';

/** A call as it is written. */
export interface WrittenCall {
  /** `<server>.<tool>` */
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Where the name of the tool and the arguments stand. */
  readonly toolPath: DocumentPath;
  readonly argumentsPath: DocumentPath;
}

export interface CheckedCall {
  readonly server: string;
  readonly tool: string;
  readonly spec?: ToolSpec;
  /** With what the target gives. */
  readonly arguments: Readonly<Record<string, Template>>;
}

export interface CallRules {
  readonly tools: ToolSpecs;
  readonly wants: 'read' | 'write';
  /** A checklist may name servers that are not there, and has no target. */
  readonly of: 'runbook' | 'checklist';
}

/** Checks a call: the tool, whether it may be called so, and its arguments against its input schema. */
export function checkCall(
  call: WrittenCall,
  rules: CallRules,
  expressions: ExpressionChecker,
  names: Names,
  report: Report,
): CheckedCall {
  const { server, tool } = partsOfToolName(call.tool);
  const { template, typeAt } = expressions.template(call.arguments, names, call.argumentsPath, report);
  const given = template.kind === 'object' ? template.entries : {};
  const spec = findTool(server, tool, call, rules, report);
  if (!spec) return { server, tool, arguments: given };

  const isRead = spec.risk === 'read';
  if (rules.wants === 'read' && !isRead) {
    const remedy =
      rules.of === 'runbook' ? `Use \`write: ${call.tool}\`, which is approved first.` : 'A checklist only asks.';
    report.error(call.toolPath, `${call.tool} changes things (${spec.risk}): it cannot be read`, remedy);
  } else if (rules.wants === 'write' && isRead) {
    report.error(call.toolPath, `${call.tool} only reads: there is nothing to approve`, `Use \`read: ${call.tool}\`.`);
  }
  const all = { ...given, ...(rules.of === 'runbook' ? targetArguments(spec, given) : {}) };
  checkArguments(spec, { given, all, typeAt }, call, rules, report);
  return { server, tool, spec, arguments: all };
}

function findTool(
  server: string,
  tool: string,
  { toolPath }: WrittenCall,
  { tools, of }: CallRules,
  report: Report,
): ToolSpec | undefined {
  const offered = tools.tools(server);
  if (!offered) {
    if (of === 'checklist') return undefined;
    const [near] = nearestNames(server, tools.servers);
    const listed = tools.servers.length === 0 ? 'None is configured.' : `Configured: ${tools.servers.join(', ')}.`;
    const remedy = near === undefined ? listed : `Did you mean ${near}? ${listed}`;
    report.error(toolPath, `no tool server "${server}"`, remedy);
    return undefined;
  }
  const spec = offered.find(({ name }) => name === tool);
  if (spec) return spec;
  const known = offered.map(({ name }) => name);
  const [near] = nearestNames(tool, known);
  const listed = known.length === 0 ? 'It offers none.' : `It offers: ${known.join(', ')}.`;
  report.error(
    toolPath,
    `no tool "${tool}" on "${server}"`,
    near === undefined ? listed : `Did you mean ${near}? ${listed}`,
  );
  return undefined;
}

const expression = (cel: string): Template => ({ kind: 'expression', cel });

const propertiesOf = ({ input }: ToolSpec): Readonly<Record<string, unknown>> => {
  const { properties } = input;
  return typeof properties === 'object' && properties !== null ? (properties as Readonly<Record<string, unknown>>) : {};
};

const requiredOf = ({ input }: ToolSpec): readonly unknown[] => (Array.isArray(input.required) ? input.required : []);

/** What the target gives to a tool that takes it, unless the runbook says otherwise. */
function targetArguments(
  spec: ToolSpec,
  given: Readonly<Record<string, Template>>,
): Readonly<Record<string, Template>> {
  const properties = propertiesOf(spec);
  const takes = (name: string) => Object.hasOwn(properties, name) && !Object.hasOwn(given, name);
  const names = Object.hasOwn(given, 'services') || Object.hasOwn(given, 'service');
  return {
    ...(takes('environment') ? { environment: expression('target.environment') } : {}),
    ...(takes('service') && !names ? { service: expression('target.service') } : {}),
    ...(takes('services') && !names && requiredOf(spec).includes('services')
      ? { services: { kind: 'list' as const, items: [expression('target.service')] } }
      : {}),
  };
}

function checkArguments(
  spec: ToolSpec,
  {
    given,
    all,
    typeAt,
  }: {
    readonly given: Readonly<Record<string, Template>>;
    readonly all: Readonly<Record<string, Template>>;
    readonly typeAt: Parameters<typeof checkValue>[1]['typeAt'];
  },
  { toolPath, argumentsPath, tool }: WrittenCall,
  { of }: CallRules,
  report: Report,
): void {
  const properties = propertiesOf(spec);
  const known = Object.keys(properties);
  const { additionalProperties } = spec.input;
  // Many schemas leave it open whether other arguments are taken, and none of their tools reads any.
  const isOpen = additionalProperties === true || typeof additionalProperties === 'object';
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(properties, name) || (isOpen && known.length === 0)) continue;
    if (isOpen && nearestNames(name, known).length === 0) continue;
    report.add([unknownNameProblem([...argumentsPath, name], name, known, `argument of ${tool}`)]);
  }
  for (const name of requiredOf(spec)) {
    if (typeof name !== 'string' || Object.hasOwn(all, name)) continue;
    // The investigation itself says where it reads.
    if (of === 'checklist' && name === 'environment') continue;
    report.error(toolPath, `${tool} needs the argument \`${name}\``, `Add \`with: { ${name}: ... }\`.`);
  }
  const fitting = Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(properties, name)));
  report.add(
    checkValue(
      { ...spec.input, required: [], additionalProperties: true },
      { template: { kind: 'object', entries: fitting }, path: argumentsPath, typeAt },
    ),
  );
}
