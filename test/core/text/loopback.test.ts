import { expect, test } from 'vitest';
import { httpOrigin, isLoopback } from '#core/text/loopback';

test.each(['127.0.0.1', '127.1.2.3', 'localhost', 'LOCALHOST', '::1', '[::1]'])('%s is this machine', (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example', '1127.0.0.1', 'localhost.example', ''])(
  '"%s" is reached from elsewhere',
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);

test.each([
  ['127.0.0.1', 'http://127.0.0.1:80'],
  ['0.0.0.0', 'http://127.0.0.1:80'],
  ['::', 'http://[::1]:80'],
  ['[::]', 'http://[::1]:80'],
  ['::1', 'http://[::1]:80'],
  ['[2001:db8::1]', 'http://[2001:db8::1]:80'],
  ['gateway.example', 'http://gateway.example:80'],
])('what binds %s is reached at %s', (host, origin) => {
  expect(httpOrigin(host, 80)).toBe(origin);
});
