import { z } from 'zod';
import { ChangeKind } from '#core/vocabulary/observations';
import { type BackEndAddress, requestJson, sourceOf } from './http.ts';

const LabChange = z.object({
  id: z.string(),
  kind: ChangeKind,
  service: z.string(),
  at: z.iso.datetime({ offset: true }),
  version: z.string().optional(),
  previous_version: z.string().optional(),
  by: z.string().optional(),
  summary: z.string().optional(),
});
type LabChange = z.infer<typeof LabChange>;

export interface LabSupervisorClient {
  /** `lab http://127.0.0.1:8481` */
  readonly source: string;
  /** Changes from an instant (RFC 3339) on. */
  changesSince(start: string, signal: AbortSignal): Promise<readonly LabChange[]>;
}

/** The API of the lab's supervisor, as far as reading goes. */
export function createLabSupervisorClient(address: BackEndAddress, timeoutMilliseconds = 10_000): LabSupervisorClient {
  return {
    source: sourceOf('lab', address),
    async changesSince(start, signal) {
      const { changes } = await requestJson({
        backEnd: 'lab',
        address,
        path: 'v1/changes',
        parameters: [['since', start]],
        answer: z.object({ changes: z.array(LabChange) }),
        signal,
        timeoutMilliseconds,
      });
      return changes;
    },
  };
}
