import { Writable } from 'node:stream';
import { afterEach, vi } from 'vitest';
import type { Command } from 'commander';

afterEach(() => {
  process.exitCode = undefined;
});

export interface CommandResult {
  readonly output: string;
  readonly errors: string;
  readonly exitCode: typeof process.exitCode;
}

/** Runs a command of ours in this process. @returns what it printed, and the code that it would end with */
export async function runCommand(
  make: (output: NodeJS.WritableStream) => Command,
  ...given: readonly string[]
): Promise<CommandResult> {
  let output = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      output += chunk.toString();
      done();
    },
  });
  let errors = '';
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    errors += String(text);
    return true;
  });
  process.exitCode = undefined;
  try {
    await make(stream)
      .exitOverride()
      .parseAsync([...given], { from: 'user' });
  } finally {
    spy.mockRestore();
  }
  return { output, errors, exitCode: process.exitCode };
}
