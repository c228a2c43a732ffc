import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { payload, payloadAlert, toLab } from '../alertmanager-payload.ts';
import { CHANGES_TOKEN, openGateway } from '../doubles.ts';

const { app } = openGateway();
afterAll(() => app.close());

const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
const json = fc.json({ maxDepth: 8 });
const text = fc.string({ unit: 'binary', maxLength: 60 });
const texts = fc.dictionary(text, fc.oneof(text, fc.jsonValue()), { maxKeys: 6 });
const alert = fc
  .record(
    {
      status: fc.oneof(fc.constantFrom('firing', 'resolved'), text),
      labels: texts,
      annotations: texts,
      startsAt: text,
      endsAt: text,
      fingerprint: text,
    },
    { requiredKeys: [] },
  )
  .map((change) => payloadAlert(1, change));
const nearly = fc
  .tuple(fc.array(alert, { maxLength: 4 }), fc.dictionary(text, fc.jsonValue(), { maxKeys: 3 }))
  .map(([alerts, change]) => JSON.stringify(payload(alerts, change)));

test('no authentic body makes a hook answer anything but 202', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, json, nearly), async (body) => {
      expect((await app.inject(toLab(body))).statusCode).toBe(202);
    }),
    { numRuns: 300 },
  );
});

test('no authentic body makes the route of changes answer anything but 202 or 400', async () => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${CHANGES_TOKEN}` };
  const change = fc
    .record(
      {
        kind: fc.constantFrom('release', 'flag'),
        service: text,
        environment: text,
        at: text,
        url: text,
        summary: text,
        x: text,
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value));
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, json, change), async (body) => {
      const answer = await app.inject({ method: 'POST', url: '/v1/changes', headers, payload: body });
      expect([202, 400]).toContain(answer.statusCode);
    }),
    { numRuns: 200 },
  );
});

test('no address makes a page answer 5xx', async () => {
  const segment = fc
    .string({ unit: 'binary', maxLength: 40 })
    .map((value) => `/incidents/${encodeURIComponent(value.replace(/[\ud800-\udfff]/g, ''))}`);
  const raw = fc.webPath().map((path) => `/evidence${path}`);
  await fc.assert(
    fc.asyncProperty(fc.oneof(segment, raw, fc.webPath()), async (url) => {
      expect((await app.inject({ method: 'GET', url: url || '/' })).statusCode).toBeLessThan(500);
    }),
    { numRuns: 150 },
  );
});
