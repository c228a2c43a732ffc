import type { ToolSpec, ToolSpecs } from '#core/runbooks/tool-specs';

const text = { type: 'string' };
const number = { type: 'number' };

function object(properties: Readonly<Record<string, unknown>>, required: readonly string[] = Object.keys(properties)) {
  return { type: 'object', properties, required, additionalProperties: false };
}

const rollout = object({ version: text, revision: { type: 'integer' } });

/** A few tools as servers define them, for checking runbooks. */
const specsForTests: readonly ToolSpec[] = [
  {
    server: 'deployments',
    name: 'plan_rollback',
    title: 'Plan a rollback',
    risk: 'read',
    input: object({ environment: text, service: text, to_revision: { type: 'integer', minimum: 1 } }, [
      'environment',
      'service',
    ]),
    data: object({ from: rollout, to: rollout, includes_migration: { type: 'boolean' } }),
  },
  {
    server: 'deployments',
    name: 'rollback_deployment',
    title: 'Roll a deployment back',
    risk: 'reversible',
    input: object({ service: text, revision: { type: 'integer', minimum: 1 } }),
  },
  {
    server: 'metrics',
    name: 'get_service_golden_signals',
    title: 'Golden signals of a service',
    risk: 'read',
    input: object(
      {
        environment: text,
        service: text,
        window: { anyOf: [text, object({ start: text, end: text })] },
        detail: { enum: ['short', 'full'] },
      },
      ['environment', 'service'],
    ),
    data: object({ error_ratio: number, requests_per_second: number }),
  },
  {
    server: 'metrics',
    name: 'compare_services',
    risk: 'read',
    input: object(
      {
        environment: text,
        services: { type: 'array', items: text, minItems: 1, maxItems: 3 },
        limit: { type: 'integer', minimum: 1, maximum: 20 },
      },
      ['environment', 'services'],
    ),
    data: object({ services: { type: 'array', items: object({ name: text, error_ratio: number }) } }),
  },
];

function toolSpecsOf(specs: readonly ToolSpec[]): ToolSpecs {
  const servers = [...new Set(specs.map(({ server }) => server))];
  return {
    servers,
    tools: (server) => (servers.includes(server) ? specs.filter((spec) => spec.server === server) : undefined),
  };
}

export const toolsForTests: ToolSpecs = toolSpecsOf(specsForTests);
