import { ToolFailure } from '#mcp/kit/tool-failure';
import { type Write, writeMark } from '#mcp/kit/define-write-tool';
import { toolParts, type WriteToolParts } from '../support/write-tool-parts.ts';
import { describeBreaking } from './describe-breaking.ts';
import { writeClauses, type WriteFacts } from './writes.ts';

type AnyWrite = Write<Readonly<Record<string, unknown>>>;

/** A service that is scaled in memory, by compare and swap. */
function memoryTool() {
  let replicas = 1;
  const marks: string[] = [];
  const uid = 'uid-1';
  const wanted = ({ parameters }: Pick<AnyWrite, 'parameters'>) => parameters['replicas'] as number;
  const refuse = (why: string): never => {
    throw new ToolFailure('PRECONDITION_FAILED', why);
  };
  const check = ({ target, precondition }: AnyWrite) => {
    if (target.uid !== uid) refuse('another target');
    if (precondition['replicas'] !== replicas) refuse('another state');
  };
  const tool = toolParts({
    parse: (parameters) => parameters as Readonly<Record<string, unknown>>,
    plan: async ({ parameters }) => ({
      target: { kind: 'service', name: 'stock', uid },
      precondition: { replicas },
      undo: { tool: 'scale', parameters: { replicas }, precondition: { replicas: wanted({ parameters }) } },
    }),
    async preview(write) {
      check(write);
      const changes = [{ field: 'replicas', from: String(replicas), to: String(wanted(write)) }];
      return {
        changes,
        instances: [],
        instancesInAll: 1,
        instancesReady: 1,
        risk: 'reversible',
        amounts: {},
        warnings: [],
      };
    },
    async write(write) {
      if (marks.includes(writeMark(write))) return 'It was written before.';
      check(write);
      replicas = wanted(write);
      marks.push(writeMark(write));
      return 'It is written.';
    },
    trace: async (write) =>
      marks.includes(writeMark(write))
        ? { kind: 'took_effect', result: 'It was written.' }
        : { kind: 'no_effect', reason: 'Nothing carries its mark.' },
  });
  const lost = () => new ToolFailure('UPSTREAM_UNAVAILABLE', 'The connection broke.', { retryable: true });
  const facts: WriteFacts = {
    service: 'stock',
    wish: async () => ({ replicas: replicas + 1 }),
    material: async () => ({ replicas }),
    state: async () => replicas,
    effects: async () => [...marks],
    lossy: async (when, { write, ...rest }) => ({
      ...rest,
      async write(one) {
        if (when === 'after') await write(one);
        throw lost();
      },
    }),
    settled: async () => {},
  };
  /** A change that nobody planned: what a wrong tool writes. */
  const force = (write: AnyWrite, mark: string = writeMark(write)) => {
    replicas = wanted(write);
    marks.push(mark);
    return 'It is written.';
  };
  return { tool, facts, force };
}

let memory = memoryTool();

const writing = (write: WriteToolParts['write']) => (): Partial<WriteToolParts> => ({ write });

describeBreaking<WriteToolParts, WriteFacts>(
  { server: 'every write tool', clauses: writeClauses },
  () => {
    memory = memoryTool();
    return { backEnd: memory.tool, facts: memory.facts };
  },
  {
    'a plan names the current state as its precondition, and its target by a uid': (right) => ({
      async proposed(...args) {
        const { planned, write } = await right.proposed(...args);
        return { planned: { ...planned, precondition: {} }, write };
      },
    }),
    'a preview says what would change, and changes nothing': (right) => ({
      async preview(write) {
        const preview = await right.preview(write);
        memory.force(write);
        return preview;
      },
    }),
    'a write whose precondition no longer holds, or whose target is another by now, writes nothing': writing(
      async (write) => memory.force(write),
    ),
    'a write that is sent again, at once or later, has no second effect, and says so': writing(async (write) =>
      memory.force(write),
    ),
    'of two actions for the same state one is written, and the other writes nothing': writing(async (write) =>
      memory.force(write),
    ),
    'a write that never arrived had no effect, and reading alone says so': () => ({
      trace: async () => ({ kind: 'took_effect', result: 'It was written.' }),
    }),
    'a write whose answer was lost is found by its mark, and trying it again does no harm': () => ({
      trace: async () => ({ kind: 'no_effect', reason: 'Nothing tells of it.' }),
    }),
    'an undo brings the earlier state back, once': (right) => ({
      write: async (write) => (write.part === 'do' ? right.write(write) : memory.force(write, 'another mark')),
    }),
  },
);
