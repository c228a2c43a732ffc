import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openGateway } from '../doubles.ts';
import { BRIEFED, INCIDENT_ID, INVESTIGATING, keepIncident } from './example-incident.ts';

const LIVE = `/incidents/${encodeURIComponent(INCIDENT_ID)}/live`;

describe('live updates', () => {
  let gateway: ReturnType<typeof openGateway>;
  let origin: string;
  beforeEach(async () => {
    gateway = openGateway();
    keepIncident(gateway.doubles, INVESTIGATING);
    await gateway.app.listen({ host: '127.0.0.1', port: 0 });
    origin = `http://127.0.0.1:${(gateway.app.server.address() as AddressInfo).port}`;
  });
  afterEach(() => gateway.app.close());

  /** One reader; `event` resolves with the next event of the stream, `undefined` at its end. */
  async function look() {
    const abort = new AbortController();
    const answer = await fetch(`${origin}${LIVE}`, { signal: abort.signal });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const event = async (): Promise<string | undefined> => {
      for (;;) {
        const match = /event: (\w+)\ndata: (.*)\n\n/.exec(text);
        if (match) {
          text = text.slice(match.index + match[0].length);
          return `${match[1]} ${match[2]}`;
        }
        const chunk = await reader?.read();
        if (!chunk || chunk.done) return undefined;
        text += chunk.value;
      }
    };
    return { answer, event, leave: () => abort.abort() };
  }

  test('tell the version of the page, and another one when the incident changes', async () => {
    const { answer, event, leave } = await look();
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const first = await event();
    const html = await (await fetch(`${origin}${LIVE.replace(/\/live$/, '')}`)).text();
    expect(first).toBe(`changed ${/data-version="(\w+)"/.exec(html)?.[1]}`);
    gateway.doubles.states.set(INCIDENT_ID, BRIEFED);
    const second = await event();
    expect(second).toMatch(/^changed \w{16}$/);
    expect(second).not.toBe(first);
    leave();
  });

  test('say when Temporal does not answer, and come back', async () => {
    const { event, leave } = await look();
    const first = await event();
    gateway.doubles.temporal = 'down';
    expect(await event()).toBe('waiting Temporal does not answer');
    gateway.doubles.temporal = 'up';
    expect(await event()).toBe(first);
    leave();
  });

  test('ask once a second however many look, and not at all when nobody does', async () => {
    const readers = await Promise.all(Array.from({ length: 20 }, look));
    await Promise.all(readers.map(({ event }) => event()));
    const before = gateway.doubles.gets;
    await new Promise((resolve) => setTimeout(resolve, 2200));
    expect(gateway.doubles.gets - before).toBeGreaterThanOrEqual(1);
    expect(gateway.doubles.gets - before).toBeLessThanOrEqual(3);
    for (const { leave } of readers) leave();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const after = gateway.doubles.gets;
    await new Promise((resolve) => setTimeout(resolve, 1300));
    expect(gateway.doubles.gets).toBe(after);
  });

  test('are capped, with 503 and the next step past the cap', async () => {
    const readers = await Promise.all(Array.from({ length: 100 }, look));
    const refused = await look();
    expect(refused.answer.status).toBe(503);
    for (const { leave } of readers) leave();
  });

  test('end when the gateway closes, which does not wait for them', async () => {
    const { event } = await look();
    await event();
    const closing = gateway.app.close();
    expect(await event()).toBeUndefined();
    await closing;
  });
});
