import { z } from 'zod';
import { type ActionHash, isActionHash } from './action-hash.ts';
import { type EvidenceId, isEvidenceId } from './evidence-id.ts';

// Ids at the edges, where foreign data is read.

export const ActionHashSchema = z.custom<ActionHash>(isActionHash, 'is not a SHA-256 of 64 hexadecimal digits');

export const EvidenceIdSchema = z.custom<EvidenceId>(isEvidenceId, 'is not an evidence id, ev_ and a SHA-256');
