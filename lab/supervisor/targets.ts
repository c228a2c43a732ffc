import { renameSync, writeFileSync } from 'node:fs';
import type { ManagedService } from './managed-service.ts';

/**
 * Writes the scrape targets (`file_sd`) atomically: a half-written file would drop every target.
 * A lost instance stays listed, as in service discovery that has not noticed the loss.
 */
export function writeTargets(file: string, services: Iterable<ManagedService>): void {
  const groups = [...services].flatMap((service) =>
    service.endpoints.map(({ port, name, revision }) => ({
      targets: [`127.0.0.1:${port}`],
      labels: { service: service.name, version: revision.version, instance: name },
    })),
  );
  const unfinished = `${file}.unfinished`;
  writeFileSync(unfinished, JSON.stringify(groups, undefined, 1));
  renameSync(unfinished, file);
}
