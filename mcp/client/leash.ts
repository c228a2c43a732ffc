// Runs one third-party tool server: `node leash.js <process id of its owner> <command> [arguments]`. The server talks to our client through the
// pipes that it inherits; this process only sees to it that the server ends when the client does, even after SIGKILL:
// a server that ignores the end of its standard input would stay for ever.
import { spawn } from 'node:child_process';

const watchOwnerEveryMilliseconds = 500;

const [ownerId, command, ...args] = process.argv.slice(2);
const owner = Number(ownerId);
if (!Number.isInteger(owner) || !command) {
  process.stderr.write('leash: give the process id of the owner, then the command\n');
  process.exit(2);
}

// Told, not read: an owner that died before this line is no longer our parent.
if (process.ppid !== owner) process.exit(1);
const server = spawn(command, args, { stdio: 'inherit' });
server.on('error', (error: NodeJS.ErrnoException) => {
  process.stderr.write(`${command} cannot be started: ${error.code ?? error.message}\n`);
  process.exit(127);
});
server.on('exit', (code) => process.exit(code ?? 1));
process.on('SIGTERM', () => server.kill('SIGTERM'));

setInterval(() => {
  // The group is ours alone: this process leads it, and what the server started belongs to it.
  if (process.ppid !== owner) process.kill(-process.pid, 'SIGKILL');
}, watchOwnerEveryMilliseconds);
