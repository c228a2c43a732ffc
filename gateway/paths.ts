import type { EvidenceId } from '#core/vocabulary/evidence';

// Addresses of pages. An incident's id has slashes: encoded it is one segment, which proxies may decode again; both are
// understood.

export function incidentPath(incidentId: string): string {
  return `/incidents/${encodeURIComponent(incidentId)}`;
}

export function evidencePath(id: EvidenceId): string {
  return `/evidence/${encodeURIComponent(id)}`;
}

export type IncidentAddress =
  | { readonly kind: 'page'; readonly incidentId: string }
  | { readonly kind: 'live'; readonly incidentId: string }
  | { readonly kind: 'plot'; readonly incidentId: string; readonly number: number };

/** Reads what stands behind `/incidents/`, already decoded. */
export function readIncidentAddress(rest: string): IncidentAddress {
  const path = rest.replace(/\/+$/, '');
  const live = /^(.+)\/live$/.exec(path);
  if (live?.[1]) return { kind: 'live', incidentId: live[1] };
  const plot = /^(.+)\/plots\/(\d{1,2})\.svg$/.exec(path);
  if (plot?.[1] && plot[2]) return { kind: 'plot', incidentId: plot[1], number: Number(plot[2]) };
  return { kind: 'page', incidentId: path };
}
