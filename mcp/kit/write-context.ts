import type { Preview, WritePlan } from '#core/actions/action';
import type { Verdict } from '#core/actions/verdict';
import type { GatedWrite, WriteTrace } from '#core/actions/gated-write';
import { presentable } from './presentable.ts';
import type { Masker } from '#core/text/masker';
import { ToolFailure } from './tool-failure.ts';
import type { WriteAuthority } from './write-authority.ts';
import { type GatePlace, writeCallOf } from './write-call.ts';

/** The facts for the checks of one write. Each is determined once. */
export interface WriteContext {
  readonly place: GatePlace;
  readonly authority: WriteAuthority;
  /** This attempt has marked its intent: repeated checks must not mistake it for another attempt. */
  readonly intentIsOurs: boolean;
  /** A dry run. @throws ToolFailure from the tool */
  preview(): Promise<Preview>;
  /** The plan that the tool would make now. */
  plan(): Promise<WritePlan>;
  /** The policy verdict on that dry run. */
  verdict(): Promise<Verdict>;
  /** Whether the action took effect, for its undo. */
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
