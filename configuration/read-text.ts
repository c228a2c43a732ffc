import { open } from 'node:fs/promises';
import { wholeFileError } from '#core/documents/parse-document';

const maximumBytes = 1024 * 1024;

/**
 * A file of ours as text: UTF-8, at most 1 MiB, also from a pipe.
 * @throws DocumentError that says what stands in the way
 */
export async function readText(path: string): Promise<string> {
  const bytes = await firstBytes(path, maximumBytes + 1);
  if (bytes.length > maximumBytes) throw wholeFileError(path, 'it is larger than 1 MiB', 'Is this the right file?');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw wholeFileError(path, 'it is not UTF-8', 'Save it as UTF-8.');
  }
}

async function firstBytes(path: string, limit: number): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(limit);
      let length = 0;
      while (length < limit) {
        const { bytesRead } = await file.read(buffer, length, limit - length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return buffer.subarray(0, length);
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      throw wholeFileError(path, 'there is no such file', 'Begin with a copy of configuration/holdfast.example.yaml.');
    }
    throw wholeFileError(path, `it cannot be read: ${message}`, 'Correct its owner and mode, or name another file.');
  }
}
