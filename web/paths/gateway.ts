import type { EvidenceId } from '#core/ids/evidence-id';

// Addresses of pages. The ids of incidents and runs have slashes: encoded each is one segment, which proxies may decode again; both are
// understood.

export function incidentPath(incidentId: string): string {
  return `/incidents/${encodeURIComponent(incidentId)}`;
}

export function runPath(runId: string): string {
  return `/runs/${encodeURIComponent(runId)}`;
}

export function evidencePath(id: EvidenceId): string {
  return `/evidence/${encodeURIComponent(id)}`;
}

export type IncidentAddress =
  | { readonly kind: 'page'; readonly incidentId: string }
  | { readonly kind: 'live'; readonly incidentId: string }
  | { readonly kind: 'plot'; readonly incidentId: string; readonly number: number }
  | { readonly kind: 'action'; readonly incidentId: string; readonly action: IncidentAction };

/** What people do from an incident's page: the last part of the address that its form is sent to. */
export type IncidentAction = 'start' | 'hands-off';
/** And from a run's page. */
export type RunAction = 'answer' | 'pause' | 'resume' | 'skip' | 'cancel';

/** Reads what stands behind `/incidents/`, already decoded. */
export function readIncidentAddress(rest: string): IncidentAddress {
  const path = rest.replace(/\/+$/, '');
  const live = /^(.+)\/live$/.exec(path);
  if (live?.[1]) return { kind: 'live', incidentId: live[1] };
  const plot = /^(.+)\/plots\/(\d{1,2})\.svg$/.exec(path);
  if (plot?.[1] && plot[2]) return { kind: 'plot', incidentId: plot[1], number: Number(plot[2]) };
  const action = /^(.+)\/(start|hands-off)$/.exec(path);
  if (action?.[1]) return { kind: 'action', incidentId: action[1], action: action[2] as IncidentAction };
  return { kind: 'page', incidentId: path };
}

export type RunAddress =
  | { readonly kind: 'page'; readonly runId: string }
  | { readonly kind: 'live'; readonly runId: string }
  | { readonly kind: 'action'; readonly runId: string; readonly action: RunAction };

/** Reads what stands behind `/runs/`, already decoded. */
export function readRunAddress(rest: string): RunAddress {
  const path = rest.replace(/\/+$/, '');
  const live = /^(.+)\/live$/.exec(path);
  if (live?.[1]) return { kind: 'live', runId: live[1] };
  const action = /^(.+)\/(answer|pause|resume|skip|cancel)$/.exec(path);
  if (action?.[1]) return { kind: 'action', runId: action[1], action: action[2] as RunAction };
  return { kind: 'page', runId: path };
}
