import type { Alert } from '../alerts/alert.ts';
import type { Diagnosis } from '../analysis/finding.ts';
import type { CatalogueService } from '../evidence/catalogue.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { ItemState } from '../incidents/incident.ts';
import type { InvestigationPlan, InvestigationRequest } from '../incidents/investigation.ts';
import type { Brief, RecommendedRunbook } from './brief.ts';

/** What a brief is composed of. */
export interface BriefMaterial {
  readonly request: InvestigationRequest;
  readonly plan: InvestigationPlan;
  readonly items: readonly ItemState[];
  readonly alerts: readonly Alert[];
  readonly evidence: readonly Evidence[];
  readonly diagnosis: Diagnosis;
  readonly topology: readonly CatalogueService[];
  readonly runbooks: readonly RecommendedRunbook[];
  readonly links: Brief['links'];
  /** RFC 3339. */
  readonly publishedAt: string;
}
