import type { BackEndAddress } from '../../../backends/http.ts';
import { createLabSupervisorClient } from '../../../backends/lab-supervisor.ts';
import type { ChangesBackEnd } from '../back-end.ts';

/** The lab's supervisor: it knows what it rolled out. */
export function labAdapter(address: BackEndAddress): ChangesBackEnd {
  const client = createLabSupervisorClient(address);
  return {
    source: client.source,
    async changes(environment, { start, end }, signal) {
      const changes = await client.changesSince(start, signal);
      return changes
        .filter(({ at }) => Date.parse(at) >= Date.parse(start) && Date.parse(at) < Date.parse(end))
        .map((change) => ({ ...change, environment, source: 'lab' }));
    },
  };
}
