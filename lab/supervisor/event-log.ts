import type { EventList, SystemEvent } from '../supervisor-api.ts';

/** The limit per service, so that a service that crashes repeatedly does not displace the events of others. */
const keptEvents = 500;

export interface EventLog {
  add(event: SystemEvent): void;
  /** At or after a time, oldest first. */
  since(time: Date): EventList;
}

export function createEventLog(): EventLog {
  const events: SystemEvent[] = [];
  let givenUp: string | undefined;
  return {
    add(event) {
      events.push(event);
      if (events.length > keptEvents) givenUp = events.shift()?.at;
    },
    since(time) {
      const from = time.toISOString();
      return { events: events.filter(({ at }) => at >= from), complete: givenUp === undefined || givenUp < from };
    },
  };
}
