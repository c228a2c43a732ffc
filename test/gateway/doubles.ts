import type { OfferedRunbook } from '#core/runs/run';
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Brief } from '#core/brief/brief';
import type { Delivery } from '#core/alerts/alert';
import type { Evidence } from '#core/evidence/evidence';
import type { IncidentState } from '#core/incidents/incident';
import type { Change } from '#core/evidence/observations';
import { createGateway } from '#gateway/app';
import { openIntegrations } from '#gateway/hooks/open-integrations';
import { hookSources } from '#gateway/hooks/sources';
import type { Documents, IntakeAudit, IntakeRecord } from '#gateway/ports';
import type { Masker } from '#core/text/masker';
import type { Deliveries, IncidentRow, Incidents } from '#temporal/ports';
import { TemporalRefused, TemporalUnavailable } from '#temporal/errors';
import type { GatewaySettings } from '#gateway/settings';
import { createRunsDouble, type RunsDouble } from './runs-double.ts';

// Doubles of the gateway's ports. They fail on misuse: a delivery handed over before it is stored, anything that was
// not masked, an outcome that nobody knows.

/** What the masking double masks; no double accepts it. */
const SECRET = 'hunter2';
export const BEARER = 'bearer-token-of-the-tests';
export const HMAC_SECRET = 'hmac-secret-of-the-tests';
export const CHANGES_TOKEN = 'changes-token-of-the-tests';
const NOW = new Date('2026-03-01T03:05:00.000Z');

const OUTCOMES = ['accepted', 'no_incident', 'quarantined', 'refused', 'unavailable'];
const LABELS = { environmentLabel: 'environment', serviceLabel: 'service', severityLabel: 'severity' } as const;

export interface Doubles {
  readonly deliveries: Map<string, Delivery>;
  readonly delivered: string[];
  readonly quarantined: { integration: string; body: string; reason: string }[];
  readonly changes: Map<string, Change>;
  readonly audited: IntakeRecord[];
  readonly evidence: Map<string, Evidence>;
  readonly briefs: Map<string, Brief>;
  readonly states: Map<string, IncidentState>;
  rows: readonly IncidentRow[];
  temporal: 'up' | 'down' | 'refuses';
  /** Lines of the log, parsed. */
  readonly logged: Record<string, unknown>[];
  /** The workflow of every incident failed. */
  failed: boolean;
  store: 'up' | 'full';
  workers: 'up' | 'none';
  /** Calls of `get`. */
  gets: number;
  readonly runs: RunsDouble;
  offered: readonly OfferedRunbook[];
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function insistOnMasked(value: unknown): void {
  if (JSON.stringify(value).includes(SECRET)) throw new Error('MISUSE: something was not masked');
}

function createDoubles(): {
  doubles: Doubles;
  deliveries: Deliveries;
  incidents: Incidents;
  documents: Documents;
  audit: IntakeAudit;
} {
  const doubles: Doubles = {
    deliveries: new Map(),
    delivered: [],
    quarantined: [],
    changes: new Map(),
    audited: [],
    evidence: new Map(),
    briefs: new Map(),
    states: new Map(),
    rows: [],
    temporal: 'up',
    logged: [],
    failed: false,
    store: 'up',
    workers: 'up',
    gets: 0,
    runs: createRunsDouble(),
    offered: [],
  };
  const insistOnTemporal = () => {
    if (doubles.temporal === 'down') throw new TemporalUnavailable('Temporal does not answer: no connection');
    if (doubles.temporal === 'refuses') throw new TemporalRefused('no namespace "elsewhere"; hunter2');
  };
  const insistOnStore = () => {
    if (doubles.store === 'full') throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  const deliveries: Deliveries = {
    async deliver(delivery, deliveryId) {
      if (digestOf(doubles.deliveries.get(deliveryId)) !== digestOf(delivery))
        throw new Error('MISUSE: delivered before it was stored, or something else than was stored');
      insistOnTemporal();
      if (!delivery.alerts.some(({ status }) => status === 'firing')) return 'no_incident';
      doubles.delivered.push(deliveryId);
      return 'delivered';
    },
  };
  const incidents: Incidents = {
    async list({ limit }) {
      insistOnTemporal();
      return doubles.rows.slice(0, limit);
    },
    async get(incidentId) {
      doubles.gets += 1;
      insistOnTemporal();
      const state = doubles.states.get(incidentId);
      return state && { state, answered: doubles.workers === 'up', failed: doubles.failed };
    },
    temporalUiUrl: (workflowId) =>
      `http://127.0.0.1:8233/namespaces/default/workflows/${encodeURIComponent(workflowId)}`,
    async ping() {
      insistOnTemporal();
    },
  };
  const documents: Documents = {
    async putDelivery(delivery) {
      insistOnMasked(delivery);
      insistOnStore();
      const id = `dl_${digestOf(delivery)}`;
      doubles.deliveries.set(id, delivery);
      return id;
    },
    async quarantine(integration, body, reason) {
      insistOnMasked({ body, reason });
      insistOnStore();
      doubles.quarantined.push({ integration, body, reason });
      return digestOf(body);
    },
    getEvidence: async (id) => doubles.evidence.get(id),
    getBrief: async (digest) => doubles.briefs.get(digest),
    async putChange(change) {
      insistOnMasked(change);
      insistOnStore();
      const known = doubles.changes.get(change.id);
      if (known && digestOf(known) !== digestOf(change)) throw new Error('MISUSE: one id for two changes');
      doubles.changes.set(change.id, change);
    },
  };
  const audit: IntakeAudit = {
    async recordIntake(record) {
      insistOnMasked(record);
      if (!OUTCOMES.includes(record.outcome)) throw new Error(`MISUSE: no outcome is called ${record.outcome}`);
      doubles.audited.push(record);
    },
  };
  return { doubles, deliveries, incidents, documents, audit };
}

const masker: Masker = {
  mask: <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(SECRET, '***')) as T,
};

const secrets: Readonly<Record<string, string>> = { BEARER, HMAC: HMAC_SECRET };
const INTEGRATIONS = openIntegrations(
  {
    lab: { source: 'alertmanager', authentication: { bearer: { env: 'BEARER' } }, environment: 'lab', ...LABELS },
    signed: {
      source: 'alertmanager',
      authentication: { hmac: { env: 'HMAC' }, header: 'x-holdfast-signature' },
      ...LABELS,
    },
  },
  hookSources,
  { of: (reference) => ({ read: () => secrets['env' in reference ? reference.env : ''] ?? '' }) },
);

/** A gateway over doubles. The caller closes `app`. */
export function openGateway(settings: Partial<GatewaySettings> = {}): { app: FastifyInstance; doubles: Doubles } {
  const { doubles, deliveries, incidents, documents, audit } = createDoubles();
  const app = createGateway({
    deliveries,
    incidents,
    runs: doubles.runs,
    offeredRunbooks: () => doubles.offered,
    documents,
    audit,
    masker,
    settings: {
      host: '127.0.0.1',
      changesSecret: { read: () => CHANGES_TOKEN },
      integrations: INTEGRATIONS,
      hookSources,
      services: ['checkout', 'payments', 'orders'],
      ...settings,
    },
    now: () => NOW,
    logger: pino(
      {},
      { write: (line: string) => void doubles.logged.push(JSON.parse(line) as Record<string, unknown>) },
    ),
  });
  return { app, doubles };
}
