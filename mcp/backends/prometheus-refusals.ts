import { z } from 'zod';
import { plainLine } from '#core/text/plain-text';
import { ToolFailure } from '../kit/tool-failure.ts';

const ErrorAnswer = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() });

/**
 * `bad_data`: it cannot be understood; `execution`: it cannot be carried out, too many samples for one; `unclassified`:
 * one of the two (VictoriaMetrics gives the HTTP status as the type of an error).
 */
type RefusalType = 'bad_data' | 'execution' | 'unclassified';

/** The back end's own word against a query. */
export class QueryRefusal extends ToolFailure {
  readonly errorType: RefusalType;

  constructor(errorType: RefusalType, message: string) {
    super('INVALID_ARGUMENT', message);
    this.errorType = errorType;
  }
}

/** Prometheus' objection to a query goes to its author: it names the place of the mistake. */
export function queryRefusal(source: string, status: number, body: string): ToolFailure | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined; // No answer of Prometheus: some proxy speaks.
  }
  const parsed = ErrorAnswer.safeParse(json);
  if (!parsed.success) return undefined;
  const { errorType, error } = parsed.data;
  const words = plainLine(error, 400);
  switch (errorType) {
    case 'bad_data':
      return new QueryRefusal(errorType, `${source} does not accept the query: ${words}`);
    case 'execution':
      return new QueryRefusal(errorType, `${source} cannot execute the query: ${words}`);
    case 'timeout':
    case 'canceled':
      return new ToolFailure(
        'UPSTREAM_UNAVAILABLE',
        `${source} gave the query up: ${words}. Ask for a shorter window or fewer series.`,
        { retryable: true },
      );
    default:
      if (status === 400 || status === 422) {
        return new QueryRefusal('unclassified', `${source} refuses the query: ${words}`);
      }
      return new ToolFailure('UPSTREAM_UNAVAILABLE', `${source} answered HTTP ${status}: ${words}`, {
        retryable: status >= 500,
      });
  }
}
