import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between an executor and a lab: sees every request, and can keep the answers of writes to itself. */
export async function watchedProxy() {
  let target: URL | undefined;
  let holds = false;
  const seen: { readonly method: string; readonly path: string; readonly isWrite: boolean }[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url: path = '/' } = incoming;
    const isWrite = method !== 'GET' && !path.includes('dryRun=true');
    seen.push({ method, path, isWrite });
    const passedOn = request(
      new URL(path, target),
      { method, headers: { ...incoming.headers, host: target!.host } },
      (answer: IncomingMessage) => {
        if (isWrite && holds) return void answer.resume();
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      },
    );
    passedOn.on('error', () => incoming.socket.destroy());
    incoming.pipe(passedOn);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    /** @returns where the executor asks instead */
    to: (url: string): Promise<string> => {
      target = new URL(url);
      return Promise.resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    },
    /** Of writes that are passed on from now on nobody hears. */
    hold: (whether: boolean) => void (holds = whether),
    writes: () => seen.filter(({ isWrite }) => isWrite),
    requests: () => [...seen],
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
