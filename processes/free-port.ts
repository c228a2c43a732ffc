import { createServer } from 'node:net';

// Ports that were handed out lately: the system may name one twice before its user binds it.
const recent: number[] = [];
const remembered = 64;

/** A TCP port that is free on 127.0.0.1 now. Bind it soon: nothing keeps it free. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await askForPort();
    if (recent.includes(port)) continue;
    recent.push(port);
    if (recent.length > remembered) recent.shift();
    return port;
  }
}

function askForPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = server.address();
      server.close(() => {
        if (address && typeof address === 'object') resolve(address.port);
        else reject(new Error('The system names no port on 127.0.0.1.'));
      });
    });
  });
}
