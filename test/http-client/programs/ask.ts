import { createHttpClient } from '#http-client/create-http-client';
import { describeTrouble, HttpFailure } from '#http-client/http-failure';

// Asks each address in a process of its own, because Node reads NODE_EXTRA_CA_CERTS at its start only, and prints the
// status or the trouble as a line of JSON. The authority to trust beside the standing ones comes as OWN_CA.

const lines = await Promise.all(
  process.argv.slice(2).map(async (url) => {
    const ca = process.env['OWN_CA'];
    const client = createHttpClient({ url, authentication: { kind: 'none' }, ca });
    try {
      return (await client.send({ effect: 'read', method: 'GET' }, AbortSignal.timeout(20_000))).status;
    } catch (error) {
      return error instanceof HttpFailure ? describeTrouble(error.trouble) : String(error);
    } finally {
      await client.close();
    }
  }),
);
process.stdout.write(JSON.stringify(lines));
