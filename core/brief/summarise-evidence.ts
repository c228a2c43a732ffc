import type { ToolEnvelope } from '../evidence/evidence.ts';
import { Observations } from '../evidence/observations.ts';
import { clock, plain } from './words.ts';

/** What a tool answered, in one line for the checklist: counts and names, never payload. At most 300 characters. */
export function summariseEvidence({ data, meta, hints }: ToolEnvelope): string {
  const parsed = Observations.safeParse(data);
  const parts: string[] = [];
  if (parsed.success) {
    const { series, changes, alerts } = parsed.data;
    if (series && series.length > 0) {
      const services = [...new Set(series.map(({ service }) => service))];
      parts.push(
        `${series.length} series of ${services.length === 1 ? plain(services[0] ?? '', 40) : `${services.length} services`}`,
      );
    }
    if (changes) {
      const shown = changes
        .slice(-3)
        .map(({ kind, service, version, at }) => `${kind} ${service}${version ? ` ${version}` : ''} ${clock(at)}`);
      parts.push(
        changes.length === 0
          ? 'no changes'
          : `${changes.length} changes, last: ${shown.map((text) => plain(text, 60)).join('; ')}`,
      );
    }
    if (alerts) {
      const told = alerts.map(({ name, service, state, expression }) => {
        const where = service ? ` on ${service}` : '';
        return `${name}${where} ${state}${expression ? `: ${expression}` : ''}`;
      });
      const shown = [...new Set(told)].slice(0, 3).map((text) => plain(text, 140));
      parts.push(alerts.length === 0 ? 'no alerts' : `${counted(alerts.length, 'alert')}: ${shown.join('; ')}`);
    }
  }
  if (parts.length === 0)
    parts.push(factsIn(data) ?? (hints[0] ? plain(hints[0], 200) : `answered by ${plain(meta.source, 80)}`));
  if (meta.truncated) parts.push('truncated');
  return plain(parts.join(' · '), 300);
}

const mostFacts = 6;

/** `ready 2, replicas 3, rollout state progressing`: what a flat answer says, without knowing what it is of. */
function factsIn(data: unknown): string | undefined {
  const facts: string[] = [];
  const collect = (value: unknown, name: string, depth: number): void => {
    if (facts.length >= mostFacts) return;
    if (typeof value === 'string' || typeof value === 'boolean') facts.push(`${name} ${plain(String(value), 60)}`);
    else if (typeof value === 'number') facts.push(`${name} ${Number(value.toPrecision(3))}`);
    else if (Array.isArray(value)) facts.push(`${value.length} ${name}`);
    else if (typeof value === 'object' && value !== null && depth < 2) {
      for (const [key, inner] of Object.entries(value)) {
        collect(inner, `${name} ${plain(key.replaceAll('_', ' '), 30)}`.trim(), depth + 1);
      }
    }
  };
  collect(data, '', 0);
  return facts.length > 0 ? facts.join(', ') : undefined;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
