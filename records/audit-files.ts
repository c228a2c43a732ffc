import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lineHash, noPrevious, type PreviousFile } from './audit-chain.ts';
import { diskError, errorCode } from './disk-error.ts';

const name = /^([a-z][a-z0-9-]{0,40})-(\d{8}T\d{6}\.\d{3}Z)-(\d+)\.jsonl$/;

/** `<process>-<start time>-<pid>.jsonl` */
export function auditFileName(processName: string, startedAt: Date, pid: number): string {
  return `${processName}-${startedAt.toISOString().replaceAll(/[:-]/g, '')}-${pid}.jsonl`;
}

/** The names of a folder's audit logs, by process and start. @throws Error if the folder cannot be read */
export async function auditFileNames(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((file) => name.test(file)).sort();
  } catch (error) {
    throw diskError('read the folder', folder, error);
  }
}

/** The reference to the previous file of a process: where its chain continues, and how that file ended. */
export async function previousFileOf(
  folder: string,
  processName: string,
  startedAt: Date,
): Promise<PreviousFile | undefined> {
  const startOf = (file: string) => name.exec(file)?.[2] ?? '';
  const own = auditFileName(processName, startedAt, process.pid);
  const [file] = (await auditFileNames(folder))
    .filter((each) => name.exec(each)?.[1] === processName && startOf(each) <= startOf(own) && each !== own)
    .sort((a, b) => (startOf(a) < startOf(b) ? 1 : -1));
  if (file === undefined) return undefined;
  const path = join(folder, file);
  try {
    const { seq, head, tornBytes, closed } = await endOf(path);
    const live = !closed && isAlive(Number(name.exec(file)?.[3]));
    return { file, seq, head, ...(tornBytes > 0 && { tornBytes }), ...(live && { live }) };
  } catch (error) {
    throw diskError('read the audit log', path, error);
  }
}

/** How the last checkpoint of a closed log ends. */
const lastMark = ',"last":true}';

async function endOf(path: string): Promise<{ seq: number; head: string; tornBytes: number; closed: boolean }> {
  let seq = 0;
  let last: Buffer | undefined;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = rest.lastIndexOf(0x0a);
    if (end < 0) continue;
    for (let at = rest.indexOf(0x0a); at >= 0; at = rest.indexOf(0x0a, at + 1)) seq++;
    last = Buffer.from(rest.subarray(end === 0 ? 0 : rest.lastIndexOf(0x0a, end - 1) + 1, end));
    rest = rest.subarray(end + 1);
  }
  const closed = last?.subarray(-lastMark.length).toString() === lastMark;
  return { seq, head: last ? lineHash(last) : noPrevious, tornBytes: rest.length, closed };
}

/** For a process of another machine or container the answer means nothing: callers must be correct either way. */
function isAlive(pid: number): boolean {
  // A process writes one log. In a container every start has the same pid.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
