import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { HttpFailure } from './http-failure.ts';
import type { AnswerLimit } from './http-request.ts';

/** What {@link readBody} can decompress: the value of `Accept-Encoding`. */
export const acceptedEncoding = 'gzip';

/**
 * The body as UTF-8, decompressed, within the limit. Never more than the limit is held, whatever it expands to.
 * @throws HttpFailure beyond the limit, or for a compression that was not asked for; the stream's and zlib's errors
 */
export async function readBody(
  body: Readable,
  encoding: string | undefined,
  { bytes: maximumBytes, beyond }: AnswerLimit,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop early ends the connection: the rest is not waited for.
  for await (const chunk of decompressed(body, encoding)) {
    const part = chunk as Uint8Array;
    if (bytes + part.byteLength > maximumBytes) {
      if (beyond === 'fail') throw new HttpFailure({ kind: 'too_large', maximumBytes });
      chunks.push(part.subarray(0, maximumBytes - bytes));
      break;
    }
    chunks.push(part);
    bytes += part.byteLength;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function decompressed(body: Readable, encoding: string | undefined): Readable {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return body;
    case 'gzip':
    case 'x-gzip':
      // Errors of either stream reach the reader through the last one.
      return pipeline(body, createGunzip(), () => {});
    default: {
      body.on('error', () => {}).destroy();
      const shown = JSON.stringify(encoding?.slice(0, 40));
      throw new HttpFailure({ kind: 'unreadable', reason: `it is compressed as ${shown}, which nobody asked for` });
    }
  }
}
