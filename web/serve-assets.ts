import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const idiomorph = createRequire(import.meta.url).resolve('idiomorph/dist/idiomorph.min.js');

/** Serves what stands in these folders, absolute, below `/assets/`, and the script that the pages' own one needs. */
export async function serveAssets(app: FastifyInstance, folders: string[]): Promise<void> {
  await app.register(fastifyStatic, { root: folders, prefix: '/assets/', index: false, cacheControl: false });
  app.get('/assets/idiomorph.js', (_, reply) => reply.sendFile(basename(idiomorph), dirname(idiomorph)));
}
