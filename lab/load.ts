// Shoppers: orders at a steady rate, whether or not earlier ones have been answered.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { z } from 'zod';
import { endWithOwner } from '#processes/end-with-owner';
import { EndpointDirectory } from './services/endpoints.ts';
import type { Order } from './services/order.ts';

endWithOwner();

const shopperMilliseconds = 3_000;
const tickMilliseconds = 50;
const reportMilliseconds = 10_000;
// A simulated day lasts five minutes.
const waveSeconds = 300;
const waveHeight = 0.1;
const mostUnanswered = 500;

/** The share of each currency. */
const currencies = [
  ['EUR', 0.58],
  ['USD', 0.22],
  ['GBP', 0.12],
  ['CHF', 0.05],
  ['JPY', 0.03],
] as const;
const items = ['lamp', 'chair', 'desk', 'shelf', 'rug', 'mirror'] as const;

const Options = z.object({
  supervisor: z.url(),
  rate: z.coerce.number().min(0.1).max(500),
  log: z.string().min(1),
});
const names = Object.keys(Options.shape);
const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])) });
const { supervisor, rate, log: logFile } = Options.parse(values);

const log = pino({ base: { service: 'load' } }, pino.destination({ dest: logFile, mkdir: true }));
const directory = new EndpointDirectory(supervisor);
await directory.start();

let due = 0;
let unanswered = 0;
const counts = { placed: 0, failed: 0, leftOut: 0 };

setInterval(() => {
  const wave = 1 + waveHeight * Math.sin((Date.now() / 1000 / waveSeconds) * 2 * Math.PI);
  due += (rate * wave * tickMilliseconds) / 1000;
  // After a pause of the machine missed orders are not sent late: that would be a burst.
  for (due = Math.min(due, rate); due >= 1; due -= 1) void placeOrder();
}, tickMilliseconds);

setInterval(() => {
  log.info({ ...counts, unanswered }, 'orders');
  Object.assign(counts, { placed: 0, failed: 0, leftOut: 0 });
}, reportMilliseconds);

process.on('SIGTERM', () => process.exit(0));
process.stdout.write('ready\n');

async function placeOrder(): Promise<void> {
  if (unanswered >= mostUnanswered) {
    counts.leftOut += 1;
    return;
  }
  unanswered += 1;
  try {
    await directory.call('storefront', '/orders', newOrder(), shopperMilliseconds);
    counts.placed += 1;
  } catch {
    // The services log why.
    counts.failed += 1;
  } finally {
    unanswered -= 1;
  }
}

function newOrder(): Order {
  const amount = Math.round(500 + Math.random() * 19_500) / 100;
  const item = items[Math.floor(Math.random() * items.length)] ?? items[0];
  return { order: randomUUID(), currency: pickCurrency(), amount, item };
}

function pickCurrency(): string {
  let left = Math.random();
  for (const [currency, share] of currencies) {
    left -= share;
    if (left < 0) return currency;
  }
  return currencies[0][0];
}
