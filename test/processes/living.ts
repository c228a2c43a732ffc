import { execFileSync } from 'node:child_process';

/** The process ids whose command line contains the mark. Zombies, which only wait to be reaped, do not count. */
export function livingWith(mark: string): number[] {
  const table = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,stat=,args='], { encoding: 'utf8' });
  return table
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .filter(([, , state, args]) => !state?.startsWith('Z') && args?.includes(mark))
    .map(([, pid]) => Number(pid));
}
