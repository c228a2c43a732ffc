import { openHttpTarget } from '#configuration/open-http-target';
import type { Secrets } from '#configuration/resolve-secrets';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import { createHttpClient, type HttpClient } from '#http-client/create-http-client';
import type { AdapterParts } from '#mcp/kit/define-adapter';
import type { ReportedChanges } from '#mcp/kit/ports';

/** The shared parts of a process's adapters. */
export interface OpenAdapterParts extends AdapterParts {
  /** Settings of every connection to a back end. */
  close(): Promise<void>;
}

/**
 * Adapters with the same target and authentication share a client, and so its connections, its token and its retry
 * budget.
 */
export function openAdapterParts(parts: {
  readonly secrets: Secrets;
  readonly reportedChanges: ReportedChanges;
}): OpenAdapterParts {
  const clients = new Map<string, HttpClient>();
  return {
    ...parts,
    openClient({ url, auth, headers, tls }) {
      const target = { url, auth, headers, tls };
      const key = canonicalJson(withoutUndefinedKeys(target));
      const client = clients.get(key) ?? createHttpClient(openHttpTarget(target, parts.secrets));
      clients.set(key, client);
      return client;
    },
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}
