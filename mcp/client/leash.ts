// Runs one third-party tool server: `node leash.js <command> [arguments]`. The server talks to our client through the
// pipes that it inherits; this process only sees to it that the server ends when the client does, even after SIGKILL:
// a server that ignores the end of its standard input would stay for ever.
import { spawn } from 'node:child_process';

const watchOwnerEveryMilliseconds = 500;

const [command, ...args] = process.argv.slice(2);
if (!command) {
  process.stderr.write('leash: no command given\n');
  process.exit(2);
}

const owner = process.ppid;
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
