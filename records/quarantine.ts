import { join } from 'node:path';
import { sha256 } from './digest.ts';
import { createFile } from './durable-file.ts';

/**
 * Stores an authentic body that could not be parsed, for a person to examine, as `<digest>.json` with the integration
 * and the reason. The same body of the same integration is stored once.
 * @param body masked text
 * @returns the SHA-256 of integration and body, which names the file
 * @throws Error that names the file and the reason
 */
export async function quarantineBody(
  folder: string,
  integration: string,
  body: string,
  reason: string,
  at: Date,
): Promise<string> {
  const digest = sha256(`${integration}\n${body}`);
  const entry = { integration, reason, firstSeenAt: at.toISOString(), body };
  await createFile(join(folder, `${digest}.json`), `${JSON.stringify(entry, undefined, 2)}\n`);
  return digest;
}
