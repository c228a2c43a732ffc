// Runs an external program that cannot watch its owner by itself: `node leash.js <command> [arguments]`.
// It forwards signals, exits like the program, and ends the program when the owner is gone.
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

// Handlers are installed before the program starts: a signal in between would leave it without an owner.
const pending: NodeJS.Signals[] = [];
let forward = (signal: NodeJS.Signals): void => void pending.push(signal);
for (const signal of forwarded) process.on(signal, () => forward(signal));

// Same process group as the leash, so killing the group ends both.
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
  // Reached if the signal does not end a process by default.
  setTimeout(() => process.exit(128 + constants.signals[signal]), 100);
});

endWithOwner(() => {
  ownerGone = true;
  program.kill('SIGTERM');
  setTimeout(() => program.kill('SIGKILL'), graceMilliseconds).unref();
});

// Everything that the program started, and this process: with the owner gone, nothing else ends them.
function endGroup(): void {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    // ESRCH: the leash does not lead a group, because a person started it by hand.
  }
}
