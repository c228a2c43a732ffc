import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { ConnectionPool } from '#lab/services/connection-pool';

it('A pool hands a freed connection to the one who waits longest', async () => {
  const pool = new ConnectionPool('test', 1, new Registry());
  const first = await pool.acquire(1_000);
  const order: string[] = [];
  const second = pool.acquire(1_000).then((connection) => (order.push('second'), connection));
  const third = pool.acquire(1_000).then((connection) => (order.push('third'), connection));
  first.release();
  (await second).release();
  (await third).release();
  expect(order).toEqual(['second', 'third']);
});

it('A pool at its limit refuses after the time, shows its saturation, and serves again after a release', async () => {
  const metrics = new Registry();
  const pool = new ConnectionPool('test', 2, metrics);
  const taken = [await pool.acquire(10), await pool.acquire(10)];
  await expect(pool.acquire(20)).rejects.toThrow('2 of 2 in use');
  expect(await metrics.metrics()).toContain('pool_connections_in_use{pool="test"} 2');
  taken[0]!.release();
  taken[0]!.release(); // twice is once
  await pool.acquire(10);
  await expect(pool.acquire(20)).rejects.toThrow('2 of 2 in use');
});
