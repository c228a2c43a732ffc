import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface CheckEnd {
  readonly isGood: boolean;
  /** What it wrote to standard output; with `quiet` also to standard error. */
  readonly output: string;
  readonly seconds: number;
}

/** Runs a command of this repository in a shell. It is shown while it runs, unless it is to be `quiet`. */
export async function runCheck(
  command: string,
  options: { readonly quiet?: boolean; readonly environment?: NodeJS.ProcessEnv } = {},
): Promise<CheckEnd> {
  const { quiet = false, environment = process.env } = options;
  const startedAt = performance.now();
  const child = spawn(command, {
    shell: true,
    env: environment,
    stdio: ['ignore', 'pipe', quiet ? 'pipe' : 'inherit'],
  });
  let output = '';
  const keep = (text: string) => {
    output += text;
    if (!quiet) process.stdout.write(text);
  };
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);
  const [code] = (await once(child, 'close')) as [number | null];
  return { isGood: code === 0, output, seconds: (performance.now() - startedAt) / 1000 };
}
