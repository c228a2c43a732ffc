import type { FastifyReply } from 'fastify';

/** A page shows a present state: no cache keeps it. */
export function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(page);
}
