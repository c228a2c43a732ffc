import { randomBytes } from 'node:crypto';

/** Things that are good for a while and for once; the oldest go when there are too many. */
export interface PassingStore<Value> {
  /** @returns the secret name that it is found by */
  put(value: Value): string;
  take(name: string): Value | undefined;
}

export function passingStore<Value>(lifetimeSeconds: number, most = 1_000): PassingStore<Value> {
  const kept = new Map<string, { readonly value: Value; readonly untilMs: number }>();
  return {
    put: (value) => {
      const oldest = kept.keys().next();
      if (kept.size >= most && oldest.done !== true) kept.delete(oldest.value);
      const name = randomBytes(24).toString('base64url');
      kept.set(name, { value, untilMs: Date.now() + lifetimeSeconds * 1000 });
      return name;
    },
    take: (name) => {
      const found = kept.get(name);
      kept.delete(name);
      return found && found.untilMs > Date.now() ? found.value : undefined;
    },
  };
}
