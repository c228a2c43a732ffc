import { PassThrough } from 'node:stream';
import type { KnownIncident, KnownRun } from '#temporal/ports';
import { TemporalRefused, TemporalUnavailable } from '#temporal/errors';
import { stateVersion } from './state-version.ts';

const POLL_MS = 1000;
const HEARTBEAT_MS = 15_000;
const LONGEST_MS = 60 * 60 * 1000;
/** Per process and kind of page. */
const READERS = 100;

/** Streams of Server-Sent Events: `changed` with the page's version, `waiting` while Temporal does not answer. */
export interface LiveUpdates {
  /** @returns undefined when {@link READERS} look already, or after {@link close} */
  readonly follow: (id: string) => PassThrough | undefined;
  /** Ends every stream; nothing runs on. */
  readonly close: () => void;
}

interface Watch {
  readonly readers: Set<PassThrough>;
  /** The last event, for who comes later. */
  last: string | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** One poller per incident or run, however many look, and none when nobody does. */
export function createLiveUpdates(source: {
  get(id: string): Promise<KnownIncident | KnownRun | undefined>;
}): LiveUpdates {
  const watches = new Map<string, Watch>();
  let readerCount = 0;
  let isClosed = false;

  async function look(id: string): Promise<string> {
    try {
      const known = await source.get(id);
      return known ? event('changed', stateVersion(known)) : event('changed', 'gone');
    } catch (error) {
      if (error instanceof TemporalUnavailable) return event('waiting', 'Temporal does not answer');
      if (error instanceof TemporalRefused) return event('waiting', 'Temporal refuses the gateway');
      return event('waiting', "its state cannot be read, the gateway's log says why");
    }
  }

  async function poll(id: string, watch: Watch): Promise<void> {
    const seen = await look(id);
    if (seen !== watch.last) {
      watch.last = seen;
      for (const reader of watch.readers) reader.write(seen);
    }
    if (watch.readers.size > 0) watch.timer = setTimeout(() => void poll(id, watch), POLL_MS);
  }

  function leave(id: string, watch: Watch, reader: PassThrough): void {
    if (!watch.readers.delete(reader)) return;
    readerCount -= 1;
    if (watch.readers.size > 0) return;
    clearTimeout(watch.timer);
    // A newcomer may have opened the next watch already.
    if (watches.get(id) === watch) watches.delete(id);
  }

  return {
    follow(id) {
      if (isClosed || readerCount >= READERS) return undefined;
      const known = watches.get(id);
      const watch: Watch = known ?? { readers: new Set(), last: undefined, timer: undefined };
      const reader = new PassThrough();
      watch.readers.add(reader);
      readerCount += 1;
      reader.write(`retry: 3000\n\n${watch.last ?? ''}`);
      const heartbeat = setInterval(() => reader.write(': still here\n\n'), HEARTBEAT_MS);
      const longest = setTimeout(() => reader.end(), LONGEST_MS);
      const end = () => {
        clearInterval(heartbeat);
        clearTimeout(longest);
        leave(id, watch, reader);
      };
      reader.once('close', end).once('end', end);
      if (!known) {
        watches.set(id, watch);
        void poll(id, watch);
      }
      return reader;
    },
    close() {
      isClosed = true;
      for (const { readers } of watches.values()) for (const reader of [...readers]) reader.end();
    },
  };
}

function event(name: string, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}
