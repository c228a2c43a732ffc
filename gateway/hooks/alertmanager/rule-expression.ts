import { plainText } from '#core/text/plain-text';

const longestAddress = 16_384;
const longestExpression = 4_000;

/**
 * The rule's expression in an alert's `generatorURL`, which links to Prometheus' graph page. The address is read as text
 * and never fetched. Undefined where it is anything else.
 */
export function ruleExpression(generatorUrl: string | undefined): string | undefined {
  if (generatorUrl === undefined || generatorUrl.length > longestAddress || !URL.canParse(generatorUrl))
    return undefined;
  const expression = new URL(generatorUrl).searchParams.get('g0.expr')?.trim() ?? '';
  return expression === '' || expression.length > longestExpression ? undefined : plainText(expression);
}
