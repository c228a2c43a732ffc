import type { ToolEnvelope } from '../vocabulary/evidence.ts';
import { Observations } from '../vocabulary/observations.ts';
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
  if (parts.length === 0) parts.push(hints[0] ? plain(hints[0], 200) : `answered by ${plain(meta.source, 80)}`);
  if (meta.truncated) parts.push('truncated');
  return plain(parts.join(' · '), 300);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
