import type { Preview, WritePlan } from '#core/actions/action';
import type { Verdict } from '#core/actions/verdict';
import type { GatedWrite, WriteTrace } from '#core/actions/gated-write';
import { presentable } from './presentable.ts';
import type { Masker } from '#core/text/masker';
import { ToolFailure } from './tool-failure.ts';
import type { WriteAuthority } from './write-authority.ts';
import { type GatePlace, writeCallOf } from './write-call.ts';

/** What a check may ask. What is found out once is the same for every check of one write. */
export interface WriteContext {
  readonly place: GatePlace;
  readonly authority: WriteAuthority;
  /** This very attempt has marked its intent: the checks that are made again must not take it for another's. */
  readonly intentIsOurs: boolean;
  /** A dry run. @throws ToolFailure as the tool does */
  preview(): Promise<Preview>;
  /** What the tool itself would propose now. */
  plan(): Promise<WritePlan>;
  /** Of policy, over that dry run. */
  verdict(): Promise<Verdict>;
  /** Whether the action took effect, before it is undone. */
  traceOfAction(): Promise<WriteTrace>;
}

export function createWriteContext(
  { place, authority, masker }: Pick<WriteContext, 'place' | 'authority'> & { readonly masker: Masker },
  write: GatedWrite,
  signal: AbortSignal,
): WriteContext {
  const callOf = (part: GatedWrite['part']) => {
    const call = writeCallOf(place, { ...write, part });
    if ('problem' in call) throw new ToolFailure('INVALID_ARGUMENT', call.problem);
    return call;
  };
  const preview = once(async () => {
    const call = callOf(write.part);
    return presentable(await call.tool.preview(call.write, signal), masker);
  });
  return {
    place,
    authority,
    intentIsOurs: false,
    preview,
    plan: once(async () => {
      const { tool, write: call } = callOf('do');
      return tool.plan(call, signal);
    }),
    verdict: once(async () => authority.judge(write, await preview())),
    traceOfAction: async () => {
      const call = callOf('do');
      return call.tool.trace(call.write, signal);
    },
  };
}

function once<T>(find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => (found ??= find());
}
