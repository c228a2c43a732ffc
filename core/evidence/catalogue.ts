/** What the analysis and the brief know of a service: the catalogue without its selectors. */
export interface CatalogueService {
  readonly name: string;
  readonly owner?: string;
  /** Services that this one calls and waits for. */
  readonly dependencies: readonly string[];
}
