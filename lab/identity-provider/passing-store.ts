import { randomBytes } from 'node:crypto';

/** Values that can be taken once within a time limit; the oldest are dropped if there are too many. */
export interface PassingStore<Value> {
  /** @returns the secret name to take it by */
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
