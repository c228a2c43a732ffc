import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { resolveSecrets } from '#configuration/resolve-secrets';
import { requestJson } from '#mcp/backends/http';
import { createMasker } from '#records/masking/create-masker';
import { openAdapterParts } from '#workers/adapter-parts';

const reportedChanges = { list: () => Promise.resolve([]) };

async function listen(
  answer: (path: string | undefined, authorization: string | undefined) => string,
): Promise<string> {
  const server = createServer((request, response) => response.end(answer(request.url, request.headers.authorization)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('adapters that ask the same place in the same way share a client; every secret, tokens too, is known to the masker', async () => {
  let tokens = 0;
  const endpoint = await listen(() =>
    JSON.stringify({ access_token: `issued-token-${++tokens}`, token_type: 'Bearer' }),
  );
  const url = await listen((path, authorization) => JSON.stringify({ path, authorization }));
  const oauth = { tokenUrl: `${endpoint}/token`, clientId: 'holdfast', clientSecret: { env: 'CLIENT' } };
  const settings = { url, auth: { oauthClientCredentials: oauth } };
  const masker = createMasker({ patterns: [] });
  const toolServers = { metrics: { environments: { production: { adapter: 'prometheus', ...settings } } } };
  const secrets = resolveSecrets({ toolServers }, { CLIENT: 'the-client-secret' }, masker);
  const parts = openAdapterParts({ secrets, reportedChanges });
  onTestFinished(() => parts.close());

  expect(parts.openClient({ ...settings, scrapeInterval: 15 } as typeof settings)).toBe(parts.openClient(settings));
  expect(parts.openClient({ url })).not.toBe(parts.openClient(settings));
  const answer = await requestJson({
    backEnd: 'prometheus',
    client: parts.openClient(settings),
    path: 'api',
    answer: z.unknown(),
    signal: new AbortController().signal,
  });
  expect(answer).toEqual({ path: '/api', authorization: 'Bearer issued-token-1' });
  expect(masker.mask('the-client-secret and issued-token-1')).toBe('[masked:secret] and [masked:secret]');
});
