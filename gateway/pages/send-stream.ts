import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LiveUpdates } from './live-updates.ts';

/** Answers with the live updates of one incident or run. */
export function sendStream(request: FastifyRequest, reply: FastifyReply, live: LiveUpdates, id: string): FastifyReply {
  const stream = live.follow(id);
  if (!stream)
    return reply.code(503).send({ error: 'overloaded', message: 'Too many look at once; load the page again.' });
  // The connection ends with its stream: kept alive after a reader left, it would hold up the closing of the server.
  reply.header('x-accel-buffering', 'no').header('connection', 'close').header('cache-control', 'no-store');
  reply.raw.once('close', () => request.raw.socket.destroy());
  return reply.type('text/event-stream').send(stream);
}
