import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';

/**
 * How to reach Temporal: the server that our parent process started, else the profile and the TEMPORAL_* variables that
 * every Temporal tool reads. Never both: a user's profile must not lead the clients of our own server elsewhere.
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

/** For our own server on this machine: a proxy from the environment, meant for the internet, would not reach it. */
export const directChannel = { 'grpc.enable_http_proxy': 0 } as const;

export interface OpenClient {
  readonly client: Client;
  readonly close: () => Promise<void>;
}

/**
 * A client that connects with its first request: its process answers 503 while Temporal is away, rather than not at all.
 * @param namespace wins over the profile's; `defaultNamespace` is for a profile that names none
 */
export function openClient(
  environment: { readonly HOLDFAST_TEMPORAL_ADDRESS?: string },
  { namespace, defaultNamespace }: { readonly namespace?: string; readonly defaultNamespace?: string },
): OpenClient {
  const { connection: options, namespace: profileNamespace = defaultNamespace } = temporalConnection(environment);
  const connection = Connection.lazy({
    ...options,
    connectTimeout: '2s',
    channelArgs: environment.HOLDFAST_TEMPORAL_ADDRESS === undefined ? undefined : directChannel,
  });
  return {
    client: new Client({ connection, namespace: namespace ?? profileNamespace }),
    close: () => connection.close(),
  };
}
