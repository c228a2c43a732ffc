import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import type { Person } from '#core/actions/person';
import type { RunFacts } from '#core/runbooks/run-facts';
import type { StepRecord } from '#core/runs/run';
import type { ToolSpecs } from '#core/runbooks/tool-specs';
import { checkReplies } from './check-replies.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import type { Rehearsal, RehearsalCase } from './rehearsal-document.ts';
import { runVirtually, type TimedSteering, type VirtualRunEnd } from './run-virtually.ts';
import { createScript } from './script.ts';

export interface CaseResult {
  readonly name: string;
  /** Empty: it went as expected. */
  readonly problems: readonly string[];
  readonly outcome: VirtualRunEnd['outcome'];
  readonly steps: readonly StepRecord[];
}

export interface RehearsalResult {
  readonly cases: readonly CaseResult[];
  readonly coverage: Coverage;
}

/** Carries a runbook out once per case, on scripted replies and in virtual time, with the code that runs it durably. */
export async function rehearse(
  runbook: CompiledRunbook,
  rehearsal: Rehearsal,
  tools: ToolSpecs,
): Promise<RehearsalResult> {
  const cases: CaseResult[] = [];
  for (const one of rehearsal.cases) {
    const result = await rehearseCase(runbook, one, rehearsal.given);
    cases.push({ ...result, problems: [...checkReplies(runbook, one, tools), ...result.problems] });
  }
  return {
    cases,
    coverage: coverageOf(
      runbook,
      cases.map(({ steps }) => steps),
    ),
  };
}

async function rehearseCase(
  runbook: CompiledRunbook,
  one: RehearsalCase,
  given: Rehearsal['given'],
): Promise<CaseResult> {
  const script = createScript(runbook, one);
  const all = { ...given, ...one.given };
  const { inputs = {}, target, incident, alert, finding } = all;
  // What a rehearsal gives is what its expressions will find, whatever else a real incident would have.
  const facts = JSON.parse(JSON.stringify({ incident, alert, finding })) as RunFacts;
  const end = await runVirtually({
    runbook,
    subject: { facts, inputs, target },
    world: script.world,
    people: script.people,
    steering: one.people.map(steeringOf),
  });
  const problems = [...script.problems(), ...unexpected(one, end, script.told)];
  return { name: one.name, problems, outcome: end.outcome, steps: end.steps };
}

function unexpected(
  { expect }: RehearsalCase,
  end: VirtualRunEnd,
  told: ReadonlyMap<string, string>,
): readonly string[] {
  const problems: string[] = [];
  const found = (name: string): readonly StepRecord[] =>
    end.steps.filter(({ path, id }) => (name.includes('/') ? path === name : path === name || id === name));
  if (end.outcome !== expect.outcome) {
    problems.push(`ends ${end.outcome}${end.reason ? ` (${end.reason})` : ''}, expected ${expect.outcome}`);
  } else if (expect.reason !== undefined && !(end.reason ?? '').includes(expect.reason)) {
    problems.push(`the reason is "${end.reason ?? ''}", expected "${expect.reason}" in it`);
  }
  for (const [name, wanted] of Object.entries(expect.steps)) {
    const records = found(name);
    const states = records.map((record) => record.undo?.outcome ?? record.state);
    if (records.length === 0 ? wanted !== 'not_reached' : states.some((state) => state !== wanted)) {
      const reasons = records.flatMap(({ reason }) => reason ?? []);
      const why = reasons.length > 0 ? ` (${reasons.join('; ')})` : '';
      problems.push(`${name} is ${states.join(', ') || 'not_reached'}${why}, expected ${wanted}`);
    }
  }
  for (const [name, words] of Object.entries(expect.told)) {
    const texts = [...told]
      .filter(([path]) => path === name || path.split('/').at(-1) === name)
      .map(([, text]) => text);
    if (!texts.some((text) => text.includes(words))) {
      problems.push(
        `${name} told ${texts.map((text) => `"${text}"`).join(', ') || 'nothing'}, expected "${words}" in it`,
      );
    }
  }
  return problems;
}

const somebody: Person = { name: 'alice', channel: 'page', verified: true };

function steeringOf(one: RehearsalCase['people'][number]): TimedSteering {
  const afterMilliseconds = one.at * 1000;
  if ('pause' in one) return { afterMilliseconds, kind: 'pause' };
  if ('resume' in one) return { afterMilliseconds, kind: 'resume' };
  if ('cancel' in one) return { afterMilliseconds, kind: 'cancel', reason: one.cancel, by: somebody };
  if ('handsOff' in one)
    return { afterMilliseconds, kind: 'cancel', reason: one.handsOff, handsOff: true, by: somebody };
  return { afterMilliseconds, kind: 'skip', path: one.skip, reason: one.reason, by: somebody };
}
