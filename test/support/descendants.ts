import { execFileSync } from 'node:child_process';

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function processTable(): readonly Row[] {
  return execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
      // A zombie has ended and only waits to be reaped.
      if (!match || match[3]?.startsWith('Z')) return [];
      return [{ pid: Number(match[1]), parent: Number(match[2]), command: match[4] ?? '' }];
    });
}

/** Everything that a process started, directly or through others, with its command line. */
export function descendantsOf(pid: number): ReadonlyMap<number, string> {
  const table = processTable();
  const found = new Map<number, string>();
  const add = (parent: number) => {
    for (const row of table.filter((each) => each.parent === parent)) {
      found.set(row.pid, row.command);
      add(row.pid);
    }
  };
  add(pid);
  return found;
}

/** Those of the processes that still run: same id, same command line. */
export function stillRunning(processes: ReadonlyMap<number, string>): readonly string[] {
  return processTable()
    .filter(({ pid, command }) => processes.get(pid) === command)
    .map(({ pid, command }) => `${pid} ${command}`);
}
