import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Serves until the test ends. @returns `http://127.0.0.1:<port>` */
export async function serve(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await portOf(createServer(listener))}`;
}

/** The same over TLS. @returns its port; the certificate decides under which name it is asked */
export async function serveTls(options: ServerOptions, listener: RequestListener): Promise<number> {
  return portOf(createTlsServer(options, listener));
}

/** Of a server that ends with the test, and its connections with it. */
export async function portOf(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  );
  return (server.address() as AddressInfo).port;
}

export interface ProxyDouble {
  readonly port: number;
  /** `GET http://metrics.example/x` or `CONNECT metrics.example:443`, with what authenticates at the proxy. */
  readonly asked: readonly string[];
}

/** A proxy for names that do not exist: each `host:port` leads to a port of this machine. Others it does not know: 502. */
export async function startProxy(ports: Readonly<Record<string, number>>, refuseWith?: number): Promise<ProxyDouble> {
  const asked: string[] = [];
  const note = (line: string, authorization: string | undefined) =>
    asked.push(authorization === undefined ? line : `${line} ${authorization}`);
  const server = createServer((request, response) => {
    note(`${request.method} ${request.url}`, request.headers['proxy-authorization']);
    const url = new URL(request.url ?? '');
    const port = ports[url.host];
    response.writeHead(refuseWith ?? (port === undefined ? 502 : 200)).end(`through the proxy to ${url.pathname}`);
  });
  const tunnels = new Set<{ destroy(): unknown }>();
  onTestFinished(() => tunnels.forEach((socket) => socket.destroy()));
  server.on('connect', (request, client) => {
    note(`CONNECT ${request.url}`, request.headers['proxy-authorization']);
    const port = ports[request.url ?? ''];
    if (refuseWith !== undefined || port === undefined) {
      client.end(`HTTP/1.1 ${refuseWith ?? 502} No\r\n\r\n`);
      return;
    }
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) {
      tunnels.add(socket);
      socket.on('error', () => socket.destroy());
    }
  });
  return { port: await portOf(server), asked };
}
