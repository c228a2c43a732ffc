import { describe, expect, it } from 'vitest';
import { createMasker } from '#records/masking/create-masker';

const { mask } = createMasker({ patterns: [] });

describe('the masker keeps what an investigation needs', () => {
  it.each([
    'checkout: 14% errors (normal 0.2%), production, since 03:02, rising',
    'payments v1.8.3 released 2026-01-02T03:01:00.123Z by the pipeline',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'ev_9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7',
    'fingerprint 8d6a2d0f2a3c4b5e, commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
    'at 1767322860123 ms, 1767322860123456789 ns, 1767322860 s',
    '10.0.12.7:9090, [2001:db8::1]:443, 192.168.0.1/24',
    '123e4567-e89b-12d3-a456-426614174000 and 41111111-1111-4111-8111-111111111111',
    'sum by (service) (rate(http_requests_total{service="token-service", code=~"5.."}[1m]))',
    'tokens_per_second=12 max_tokens: 4096 secretName: checkout-tls tokenizer=fast',
    'http://prometheus:9090/graph?g0.expr=up@end()&x=1',
    'bearer token expired; basic authentication failed; the secret is out',
    'getty@tty1.service failed; checkout@1.8.3-rc.canary; rabbit@rabbitmq-0.rabbitmq.default.svc.cluster.local',
    'PWD=/srv/app, 4111111111111112 fails its check digit, pass: 12, fail: 3',
    'password=${DB_PASSWORD} password: null token=undefined',
    'incident/alertmanager/9f86d081884c7d65-1a2b3c4d',
    '{}:{alertname="HighErrorRate", service="checkout"}',
  ])('%s', (text) => {
    expect(mask(text)).toBe(text);
  });

  it('numbers, booleans and null of every size', () => {
    const value = { points: [[1767322860, 4111111111111111]], up: true, missing: null, nested: [{ version: '1.8.3' }] };
    expect(mask(value)).toEqual(value);
  });

  it('a key like __proto__ as data', () => {
    const value: unknown = JSON.parse('{"__proto__": {"polluted": true}}');
    expect(JSON.stringify(mask(value))).toBe('{"__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
