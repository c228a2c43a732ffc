import type { Environment } from '#core/ids/environment';

/** One back end per environment, made at the start, so that their limits and connections are shared by all calls. */
export function backEndsOf<Settings, BackEnd>(
  environments: Readonly<Record<Environment, Settings>>,
  create: (settings: Settings) => BackEnd,
): (environment: Environment) => BackEnd {
  const made = new Map(Object.entries(environments).map(([name, settings]) => [name, create(settings)]));
  return (environment) => {
    const found = made.get(environment);
    // The pipeline lets configured environments through only.
    if (found === undefined) throw new Error(`No back end for environment ${environment}.`);
    return found;
  };
}
