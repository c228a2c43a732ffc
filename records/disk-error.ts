const meanings: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free space there or move HOLDFAST_HOME to a larger disk',
  EDQUOT: 'the disk quota is used up; free space there or move HOLDFAST_HOME',
  EFBIG: 'the file size limit of this process is reached; raise it (ulimit -f)',
  EACCES: 'this user may not write there; correct the owner or mode, or set HOLDFAST_HOME to a folder of its own',
  EPERM: 'this user may not write there; correct the owner or mode, or set HOLDFAST_HOME to a folder of its own',
  EROFS: 'that file system is read-only; set HOLDFAST_HOME to a folder that can be written',
  ENOTDIR: 'a part of that path is a file; move it away or set HOLDFAST_HOME to another folder',
  EEXIST: 'a file is in the place of a folder; move it away or set HOLDFAST_HOME to another folder',
  EMFILE: 'this process has too many open files; raise the limit (ulimit -n)',
  ENFILE: 'the machine has too many open files',
  EIO: 'the disk reported an error; check its health before you continue',
};

/** Describes a file system error: the operation, the path, the reason, the next step. */
export function diskError(action: string, path: string, cause: unknown): Error {
  const code = errorCode(cause);
  const reason = code === undefined ? String(cause) : `${meanings[code] ?? (cause as Error).message} (${code})`;
  return new Error(`Cannot ${action} ${path}: ${reason}.`, { cause });
}

/** The code of a file system error, or undefined for any other error. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
