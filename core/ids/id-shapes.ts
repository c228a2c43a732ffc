import { matching, type Reader, text } from '../json/reader.ts';
import { mapped } from '../json/shape.ts';
import { isActionHash } from './action-hash.ts';
import { isEvidenceId } from './evidence-id.ts';
import type { StepPath } from './step-path.ts';
import { type IncidentId, type RunId, runOfWorkflow } from './workflow-ids.ts';

// Ids in messages between workflows. Schemas of them for the edges are in id-schemas.ts.

export const ActionHashShape = matching('SHA-256 of 64 hexadecimal digits', isActionHash);

export const EvidenceIdShape = matching('evidence id, "ev_" and a SHA-256', isEvidenceId);

/** Any workflow id: people can start a run under an id of their own. */
export const RunIdShape: Reader<RunId> = mapped(text(1, 500), runOfWorkflow);

/** Any text: tests and people start incidents under ids of their own. */
export const IncidentIdShape: Reader<IncidentId> = mapped(text(1, 500), (id) => id as IncidentId);

export const StepPathShape: Reader<StepPath> = text(1, 500);
