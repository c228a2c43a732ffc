import type { Target } from '#core/runs/run';

/** The target, where both parts of it are known. */
export function completeTarget(target: Partial<Target> | undefined): Target | undefined {
  const { service, environment } = target ?? {};
  return service !== undefined && environment !== undefined ? { service, environment } : undefined;
}

/** As `target` stands in expressions: what is not known is not there. */
export function targetNames({ service, environment }: Partial<Target> = {}): Readonly<Record<string, string>> {
  return { ...(service === undefined ? {} : { service }), ...(environment === undefined ? {} : { environment }) };
}
