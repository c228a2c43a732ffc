import type { ServerContext } from '../../kit/define-server.ts';
import type { MetricsBackEnd } from './back-end.ts';
import type { GoldenSignalSelectors } from './locator.ts';

/** What every tool of this server is made with. */
export type MetricsTools = Pick<
  ServerContext<MetricsBackEnd, never, GoldenSignalSelectors, never>,
  'backEnd' | 'locate'
>;
