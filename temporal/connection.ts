import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';

/**
 * How to reach Temporal: the server that our owner started, else the profile and the TEMPORAL_* variables that every
 * Temporal tool reads. Never both: a profile of the user's must not lead the clients of our own server elsewhere.
 * @throws Error where a profile or a file that is named is missing
 */
export function temporalConnection({
  HOLDFAST_TEMPORAL_ADDRESS: address,
}: {
  readonly HOLDFAST_TEMPORAL_ADDRESS?: string;
}): {
  connection: NativeConnectionOptions;
  namespace?: string;
} {
  if (address) return { connection: { address } };
  const { connectionOptions, namespace } = loadClientConnectConfig();
  return { connection: connectionOptions, namespace };
}

/** The address that the environment or the profile names, or undefined where neither does. */
export function configuredTemporalAddress(): string | undefined {
  return loadClientConnectConfig().connectionOptions.address;
}

/** For a server of our own on this machine: a proxy of the environment, meant for the internet, would not reach it. */
export const directChannel = { 'grpc.enable_http_proxy': 0 } as const;
