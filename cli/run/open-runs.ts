import { createIncidents } from '#temporal/incidents';
import type { Incidents, Runs } from '#temporal/ports';
import { maskRuns } from '#gateway/mask-runs';
import { createRuns } from '#temporal/runs';
import { createMasker } from '#records/masking/create-masker';
import { configuredTemporalAddress, openClient } from '#temporal/connection';
import { readSystemFile } from '#terminal/system-file';

export interface OpenSystem extends OpenRuns {
  readonly incidents: Pick<Incidents, 'get'>;
}

export interface OpenRuns {
  readonly runs: Runs;
  /** The address of the pages; absent where no system runs in the home. */
  readonly gatewayUrl?: string;
  close(): Promise<void>;
}

const defaultTaskQueue = 'investigate';

/**
 * The runs of the system in this home; if none runs there, of the Temporal server that the environment names.
 * Connects with the first request.
 * @throws Error where there is neither
 */
export async function openRuns(home: string): Promise<OpenSystem> {
  const system = await readSystemFile(home);
  if (!system && configuredTemporalAddress() === undefined)
    throw new Error(
      `No system runs in ${home}, and no Temporal server is configured. Start one with "holdfast up", give its folder with --home, or set TEMPORAL_ADDRESS.`,
    );
  const { client, close } = openClient(
    { HOLDFAST_TEMPORAL_ADDRESS: system?.temporalAddress },
    { namespace: system?.namespace },
  );
  const processName = 'command line';
  const taskQueue = system?.taskQueue ?? defaultTaskQueue;
  const incidents = createIncidents({ client, processName });
  return {
    incidents,
    // With the patterns that are always masked: the configuration is not read here.
    runs: maskRuns(createRuns({ client, processName, taskQueue, incidents }), createMasker({ patterns: [] })),
    gatewayUrl: system?.gatewayUrl.replace(/\/+$/, ''),
    close,
  };
}
