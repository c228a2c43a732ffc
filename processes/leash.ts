// Runs one program that is not ours and cannot be taught to watch its owner: `node leash.js <command> [arguments]`.
// It passes signals on, takes over the program's exit, and ends the program when the owner is gone.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { endWithOwner } from './end-with-owner.ts';

const graceMilliseconds = 2_000;
const forwarded = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

const [command, ...args] = process.argv.slice(2);
if (!command) {
  process.stderr.write('leash: no command given\n');
  process.exit(2);
}

// Handlers stand before the program does: a signal in between would leave it alone.
const pending: NodeJS.Signals[] = [];
let forward = (signal: NodeJS.Signals): void => void pending.push(signal);
for (const signal of forwarded) process.on(signal, () => forward(signal));

// Same process group as the leash: whoever kills the group gets both.
const program = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
forward = (signal) => void program.kill(signal);
for (const signal of pending) forward(signal);

program.on('error', (error: NodeJS.ErrnoException) => {
  process.stderr.write(`leash: ${command} cannot be started: ${error.code ?? error.message}\n`);
  process.exit(127);
});

let ownerGone = false;
program.on('exit', (code, signal) => {
  if (ownerGone) endGroup();
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // Reached where the signal's default is not to end a process.
  setTimeout(() => process.exit(128 + constants.signals[signal]), 100);
});

endWithOwner(() => {
  ownerGone = true;
  program.kill('SIGTERM');
  setTimeout(() => program.kill('SIGKILL'), graceMilliseconds).unref();
});

// What the program started, and this process: with the owner gone nobody else ends it.
function endGroup(): void {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    // ESRCH: the leash does not lead a group, because a person started it by hand.
  }
}
