import type { Catalogue } from '#configuration/catalogue';
import { locatorOf } from '#configuration/locate';
import type { Expectation } from '#core/actions/action';
import type { WrittenThrough } from '#core/actions/action-work';

/**
 * Why the success check of an action would look at another back end than the one that carried it out: the catalogue
 * names another by now. Undefined where it looks at the same one, or asks another server or service.
 */
export function checkedElsewhere(
  catalogue: Catalogue,
  service: string,
  { server, backEnd }: WrittenThrough,
  expectation: Pick<Expectation, 'server' | 'arguments'>,
): string | undefined {
  if (expectation.server !== server || expectation.arguments['service'] !== service) return undefined;
  const named = locatorOf(catalogue, server, service).backEnd;
  if (named === undefined || named === backEnd) return undefined;
  return (
    `it was carried out through the back end ${backEnd}, and the catalogue now finds ${service} in ${named} ` +
    `(catalogue.services.${service}.${server}.backEnd); check it by hand`
  );
}
