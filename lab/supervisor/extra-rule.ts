import { renameSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';

const reloadMilliseconds = 5_000;

/** A rules file with one rule or none. Prometheus has to reload it after a change. */
export function writeExtraRule(file: string, rule: object | undefined): void {
  const groups = rule ? [{ name: 'switched-on-by-the-lab', rules: [rule] }] : [];
  // Prometheus may read at any time.
  const unfinished = `${file}.unfinished`;
  writeFileSync(unfinished, stringify({ groups }));
  renameSync(unfinished, file);
}

/** @throws Error with the reason if Prometheus does not accept its configuration */
export async function reloadPrometheus(prometheusUrl: string): Promise<void> {
  const response = await fetch(`${prometheusUrl}/-/reload`, {
    method: 'POST',
    signal: AbortSignal.timeout(reloadMilliseconds),
  });
  const words = await response.text();
  if (!response.ok)
    throw new Error(`Prometheus at ${prometheusUrl} does not reload: ${response.status} ${words.trim()}`);
}
