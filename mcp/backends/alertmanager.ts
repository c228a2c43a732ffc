import { z } from 'zod';
import type { HttpClient } from '#http-client/create-http-client';
import { listOf, SetTime, Texts } from './go-json.ts';
import { requestJson, sourceOf } from './http.ts';

const Alert = z.object({
  fingerprint: z.string(),
  labels: Texts,
  annotations: Texts,
  startsAt: SetTime,
  status: z.object({
    state: z.enum(['unprocessed', 'active', 'suppressed']),
    silencedBy: listOf(z.string()),
    inhibitedBy: listOf(z.string()),
  }),
});
export type AlertmanagerAlert = z.infer<typeof Alert>;

export interface AlertmanagerClient {
  /** `alertmanager http://127.0.0.1:9093` */
  readonly source: string;
  alerts(
    options: { readonly silenced: boolean; readonly inhibited: boolean },
    signal: AbortSignal,
  ): Promise<readonly AlertmanagerAlert[]>;
}

/** The HTTP API version 2 of Alertmanager. */
export function createAlertmanagerClient(client: HttpClient, timeoutMilliseconds = 10_000): AlertmanagerClient {
  return {
    source: sourceOf('alertmanager', client),
    alerts: ({ silenced, inhibited }, signal) =>
      requestJson({
        backEnd: 'alertmanager',
        client,
        path: 'api/v2/alerts',
        parameters: [
          ['active', 'true'],
          ['unprocessed', 'true'],
          ['silenced', String(silenced)],
          ['inhibited', String(inhibited)],
        ],
        answer: listOf(Alert),
        signal,
        timeoutMilliseconds,
      }),
  };
}
