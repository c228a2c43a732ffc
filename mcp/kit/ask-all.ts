import { ToolFailure } from './tool-failure.ts';

/** One of the back ends of a server in an environment. */
export interface Member<BackEnd> {
  /** Its name in the configuration; by default the adapter's name. */
  readonly name: string;
  readonly backEnd: BackEnd;
}

export interface AllAnswers<Answer> {
  readonly answers: readonly { readonly name: string; readonly answer: Answer }[];
  /** A sentence for each back end whose part of the answer is missing. */
  readonly warnings: readonly string[];
}

/**
 * Asks several back ends the same question. A failure of one costs only its part of the answer, and a warning names it;
 * one that does not know the subject costs nothing if another does.
 * @throws ToolFailure if none answers
 */
export async function askAll<BackEnd, Answer>(
  members: readonly Member<BackEnd>[],
  ask: (backEnd: BackEnd) => Promise<Answer>,
): Promise<AllAnswers<Answer>> {
  const settled = await Promise.allSettled(members.map(({ backEnd }) => ask(backEnd)));
  const answers: { readonly name: string; readonly answer: Answer }[] = [];
  const failures: { readonly name: string; readonly failure: ToolFailure }[] = [];
  settled.forEach((one, index) => {
    const name = members[index]?.name ?? '';
    if (one.status === 'fulfilled') answers.push({ name, answer: one.value });
    else if (one.reason instanceof ToolFailure) failures.push({ name, failure: one.reason });
    else throw one.reason;
  });
  const serious = failures.filter(({ failure }) => failure.code !== 'NOT_FOUND');
  if (answers.length === 0) throw serious[0]?.failure ?? nowhere(failures.map(({ failure }) => failure));
  return {
    answers,
    warnings: serious.map(({ name, failure }) => `This answer is incomplete (${name}): ${failure.message}`),
  };
}

/** No back end knows the subject: each message says what it has instead. */
function nowhere(failures: readonly ToolFailure[]): Error {
  const [only, another] = failures;
  if (!only) return new Error('No back end was asked.');
  return another ? new ToolFailure('NOT_FOUND', failures.map(({ message }) => message).join(' ')) : only;
}

/**
 * The one back end that knows a service.
 * @throws ToolFailure NOT_FOUND if none does, INVALID_ARGUMENT if several do
 */
export async function onlyOne<BackEnd>(
  members: readonly Member<BackEnd>[],
  { server, service }: { readonly server: string; readonly service: string },
  knows: (backEnd: BackEnd) => Promise<unknown>,
): Promise<Member<BackEnd>> {
  const [first, second] = members;
  if (first && !second) return first;
  const { answers } = await askAll(members, async (backEnd) => {
    await knows(backEnd);
    return backEnd;
  });
  const [found, another] = answers;
  if (found && !another) return { name: found.name, backEnd: found.answer };
  throw new ToolFailure(
    'INVALID_ARGUMENT',
    `Several back ends have a service ${service}: ${answers.map(({ name }) => name).join(', ')}. ` +
      `Name the right one in the catalogue: catalogue.services.${service}.${server}.backEnd.`,
  );
}

/** A readable list of the back ends: `cluster: loki http://loki:3100, functions: cloudwatch eu-west-1`. */
export function sourcesOf(members: readonly Member<{ readonly source: string }>[]): string {
  return members.map(({ name, backEnd: { source } }) => `${name}: ${source}`).join(', ');
}
