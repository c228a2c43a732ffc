import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDestination, destinationKinds, type DestinationSettings } from '#notifications/index';
import { message } from './message.ts';
import { SlackBody, startReceiver, WebhookBody } from './receiver-double.ts';

type Kind = DestinationSettings['kind'];

/** A working destination of each kind. */
const settings: Readonly<Record<Kind, () => Promise<DestinationSettings>>> = {
  async file() {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-notifications-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    return { kind: 'file', path: join(folder, 'told.jsonl') };
  },
  async slack() {
    const receiver = await startReceiver('/hook', SlackBody, [{ status: 200, body: 'ok' }]);
    onTestFinished(receiver.finish);
    return { kind: 'slack', url: { read: () => `${receiver.origin}/hook` } };
  },
  async terminal() {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-notifications-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    return { kind: 'terminal', path: join(folder, 'terminal.jsonl') };
  },
  async webhook() {
    const receiver = await startReceiver('/hook', WebhookBody, [{ status: 200 }]);
    onTestFinished(receiver.finish);
    return { kind: 'webhook', target: { url: `${receiver.origin}/hook`, authentication: { kind: 'none' } } };
  },
};

/** What serves all of them. */
const others = ['README.md', 'destination.ts', 'http-post.ts', 'index.ts', 'limit-rate.ts', 'notification-json.ts'];

it('the list of kinds is sorted and names every file', () => {
  const files = readdirSync(new URL('../../notifications/', import.meta.url)).filter((file) => !others.includes(file));
  expect(destinationKinds.map((kind) => `${kind}.ts`)).toEqual(files.sort());
});

describe.each(destinationKinds)('%s', (kind) => {
  it('tells what it was given, and starts nothing for somebody who has given up', async () => {
    const destination = createDestination(await settings[kind](), pino({ enabled: false }));
    const reason = new Error('the run was cancelled');
    await expect(destination.send(message, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(await destination.send(message, new AbortController().signal)).toMatchObject({ kind: 'sent' });
  });
});
