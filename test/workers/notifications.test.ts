import { pino } from 'pino';
import { expect, it } from 'vitest';
import { parseConfiguration } from '#configuration/load-configuration';
import { notificationDependencies } from '#workers/notifications';
import { fixedSecrets } from '../support/fixed-secrets.ts';

const head = 'apiVersion: holdfast/v2\nkind: Configuration\n';
const home = {
  root: '/var/lib/holdfast',
  notifications: '/var/lib/holdfast/notifications',
  terminal: '/var/lib/holdfast/terminal.jsonl',
};
const parts = {
  secrets: fixedSecrets('tokenSECRET'),
  home,
  audit: { recordNotification: () => Promise.resolve() },
  logger: pino({ enabled: false }),
};

it('a secret that is no address names its destination at start, and never itself', () => {
  const text = `${head}notifications: { destinations: { chat: { kind: slack, url: { env: CHAT } } } }`;
  const create = () => notificationDependencies(parseConfiguration(text, 'holdfast.yaml'), parts);
  expect(create).toThrow(/^notifications\.destinations\.chat: Its secret is no https:\/\/ address/);
  expect(create).not.toThrow(/SECRET/);
});

it('owners and their destinations are those of the configuration, and there are links where pages are reached', () => {
  const text = `${head}notifications: { destinations: { log: { kind: terminal } }, owners: { shop: [log] } }
catalogue: { services: { checkout: { owner: shop } } }`;
  const configuration = parseConfiguration(text, 'holdfast.yaml');
  const ports = notificationDependencies(configuration, parts);
  expect([...ports.destinations.keys()]).toEqual(['log']);
  expect([ports.ownerOf('checkout'), ports.ownerOf('toString')]).toEqual(['shop', undefined]);
  expect([ports.destinationsOf('shop'), ports.destinationsOf('valueOf')]).toEqual([['log'], []]);
  expect(ports.linkOf('run/1')).toBeUndefined();
  const reached = notificationDependencies(configuration, { ...parts, publicUrl: 'https://h.example/x/' });
  expect(reached.linkOf('run/1')).toBe('https://h.example/x/runs/run%2F1');
});
