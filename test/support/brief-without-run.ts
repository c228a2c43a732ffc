/**
 * A brief without what differs from run to run: ids, links and clock readings. Evidence ids become the order of their
 * first appearance, so that which claim cites which evidence still counts.
 */
export function briefWithoutRun(json: string): string {
  const order = new Map<string, string>();
  const clockKeys = new Set(['publishedAt']);
  const idKeys = new Set(['incidentId', 'workflowId', 'links']);
  const runTexts = [/https?:\/\/\S+/g];
  const cleaned: unknown = JSON.parse(json, (key, value: unknown) => {
    if (idKeys.has(key) || clockKeys.has(key)) return undefined;
    if (isBriefEntry(value)) return { ...value, at: '' };
    if (typeof value !== 'string') return value;
    const plain = runTexts.reduce((text, pattern) => text.replace(pattern, ''), value);
    return plain.replace(/ev_[0-9a-f]{64}/g, (id) => {
      if (!order.has(id)) order.set(id, `ev_${order.size + 1}`);
      return order.get(id) ?? '';
    });
  });
  return JSON.stringify(cleaned);
}

function isBriefEntry(value: unknown): value is { at: string; kind: string } {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'brief' && 'at' in value;
}
