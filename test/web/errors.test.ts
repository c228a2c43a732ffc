import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { registerErrors, UnreadableRequest } from '#web/errors';
import { createHttpFrame } from '#web/http-frame';

class OwnError extends Error {}
const logged: Record<string, unknown>[] = [];
const logger = pino({}, { write: (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>) });

describe('an error of a service', () => {
  let app: FastifyInstance;
  let thrown: Error;
  beforeEach(() => {
    logged.length = 0;
    app = createHttpFrame(logger);
    registerErrors(app, {
      site: { name: 'Tests', links: [], list: { href: '/list', text: 'All tests' }, styles: [] },
      name: 'test service',
      isForProgram: ({ url }) => url.startsWith('/v1'),
      notFound: () => ({ status: 404, error: 'not_found', title: 'Not found', paragraphs: ['Look elsewhere.'] }),
      explain: (error) =>
        error instanceof OwnError
          ? { status: 503, error: 'away', title: 'It is away', paragraphs: ['First.', 'Second.'] }
          : undefined,
    });
    for (const url of ['/page', '/v1/page'])
      app.get(url, async () => {
        throw thrown;
      });
  });
  afterEach(() => app.close());

  test('that it explains is a page for people, JSON for programs, and says when to come back', async () => {
    thrown = new OwnError('secret details');
    const page = await app.inject('/page');
    expect([page.statusCode, page.headers['retry-after'], page.headers['cache-control']]).toEqual([
      503,
      '5',
      'no-store',
    ]);
    expect(page.body).toContain('<h1>It is away</h1><p>First.</p><p>Second.</p>');
    expect(page.body).toContain('<a class="button" href="/list">All tests</a>');
    const answer = await app.inject('/v1/page');
    expect([answer.statusCode, answer.headers['retry-after'], answer.json()]).toEqual([
      503,
      '5',
      { error: 'away', message: 'First. Second.' },
    ]);
    expect(page.body + answer.body).not.toContain('secret details');
    expect(logged).toEqual([]);
  });

  test('that nobody expected is in the log under the id that the answer names, and nowhere else', async () => {
    thrown = new TypeError('secret details');
    for (const url of ['/page', '/v1/page']) {
      const answer = await app.inject(url);
      const { requestId, err } = logged.at(-1) ?? {};
      expect(answer.statusCode).toBe(500);
      expect(answer.body).toContain(`The log of the test service says why: look there for ${String(requestId)}.`);
      expect(answer.body).not.toContain('secret');
      expect(err).toMatchObject({ message: 'secret details' });
    }
  });

  test('in what was sent is told to who sent it, with a way back for people', async () => {
    thrown = new UnreadableRequest('The field "a" was sent twice.');
    expect((await app.inject('/page')).body).toContain(
      '<p>The field &quot;a&quot; was sent twice.</p><p>Go back to the page and try again.</p>',
    );
    expect((await app.inject('/v1/page')).json()).toEqual({
      error: 'bad_request',
      message: 'The field "a" was sent twice.',
    });
    expect(logged).toEqual([]);
  });

  test('of a page that does not exist is the service’s own', async () => {
    expect((await app.inject('/nowhere')).body).toContain('Look elsewhere.');
    expect((await app.inject('/v1/nowhere')).json()).toEqual({ error: 'not_found', message: 'Look elsewhere.' });
  });
});
