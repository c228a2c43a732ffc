import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { drawPlot } from './draw-plot.ts';
import type { Plot } from './plots.ts';

const Query = z.object({
  theme: z.enum(['light', 'dark']).catch('light'),
  size: z.enum(['wide', 'small']).catch('wide'),
});

/** Answers with a plot as SVG; each is drawn once and kept. */
export function createPlotServer() {
  const drawn = new LRUCache<string, string>({ max: 400 });
  return (reply: FastifyReply, query: unknown, key: string, plot: Plot): FastifyReply => {
    const { theme, size } = Query.parse(query);
    const whole = `${key} ${theme} ${size}`;
    const svg = drawn.get(whole) ?? drawPlot(plot, theme, size);
    drawn.set(whole, svg);
    // Opened by itself it is a document: it may style itself and nothing more.
    return reply
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
      .header('cache-control', 'private, max-age=300')
      .type('image/svg+xml')
      .send(svg);
  };
}
