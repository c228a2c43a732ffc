import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import { ApplicationFailure, log, setHandler } from '@temporalio/workflow';
import { FailureType } from '#core/ids/failure-type';
import type { Read, Reader } from '#core/json/reader';

// Anyone who reaches Temporal can send a message, from its UI too. A handler gets a copy of what the shape of the message
// declares and nothing else; it checks that against the state and enqueues it.

interface Received<Message, Answer> {
  readonly description: string;
  /** What is wrong with a message of the right shape, given the state of the workflow. */
  readonly check?: (message: Message) => string | undefined;
  readonly handle: (message: Message) => Answer;
}

/** A signal has no answer: what is wrong is dropped, and the problem goes to the log and to `drop`. */
export function receiveSignal<Message>(
  signal: SignalDefinition<[Message]>,
  shape: Reader<Message>,
  {
    description,
    check,
    handle,
    drop,
  }: Received<Message, void> & { readonly drop?: (signal: string, problem: string) => void },
): void {
  setHandler(
    signal,
    (message: unknown) => {
      const read = checked(shape, message, check);
      if (read.kind === 'ok') return handle(read.value);
      log.warn('A signal was dropped', { signal: signal.name, problem: read.problem });
      drop?.(signal.name, read.problem);
    },
    { description },
  );
}

/** What is wrong is refused: the sender gets the problem as a failure. */
export function receiveUpdate<Answer, Message>(
  update: UpdateDefinition<Answer, [Message]>,
  shape: Reader<Message>,
  { description, check, handle }: Received<Message, Answer | Promise<Answer>>,
): void {
  setHandler(
    update,
    (message: Message) => {
      const read = shape.read(message, '');
      // Validators do not run in a replay: what an earlier version accepted stays accepted.
      return handle(read.kind === 'ok' ? read.value : message);
    },
    {
      description,
      validator: (message: unknown) => {
        const read = checked(shape, message, check);
        if (read.kind === 'wrong') refuse(read.problem);
      },
    },
  );
}

function checked<Message>(
  shape: Reader<Message>,
  message: unknown,
  check: Received<Message, unknown>['check'],
): Read<Message> {
  const read = shape.read(message, '');
  const problem = read.kind === 'ok' ? check?.(read.value) : undefined;
  return problem === undefined ? read : { kind: 'wrong', problem };
}

/** From the validator of an update. @throws ApplicationFailure for its sender */
export function refuse(problem: string): never {
  throw ApplicationFailure.nonRetryable(problem, FailureType.invalidRequest);
}

/** @throws ApplicationFailure that ends the workflow, where the input does not have the expected shape */
export function readInput<Input>(shape: Reader<Input>, input: unknown): Input {
  const read = shape.read(input, '');
  if (read.kind === 'ok') return read.value;
  throw ApplicationFailure.nonRetryable(
    `The input of this workflow does not have the expected shape. ${read.problem}`,
    FailureType.invalidRequest,
  );
}
