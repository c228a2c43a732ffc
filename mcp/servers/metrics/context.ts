import type { Catalogue } from '#configuration/catalogue';
import type { Environment } from '#core/ids/environment';
import type { MetricsBackEnd } from './back-end.ts';

/** What every tool of this server is made with. */
export interface MetricsTools {
  readonly catalogue: Catalogue;
  /** Of an environment that the pipeline has checked. */
  backEnd(environment: Environment): MetricsBackEnd;
}
