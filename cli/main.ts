#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { actionCommand, approveCommand, undoCommand, withdrawCommand } from './action.ts';
import { auditCommand } from './audit.ts';
import { configCommand } from './config.ts';
import { demoCommand } from '#lab/demo/command';
import { isInterruption } from '#terminal/end-signal';
import { handsOffCommand } from './hands-off.ts';
import { historyCommand } from './history.ts';
import { keysCommand } from './keys.ts';
import { labCommand } from '#lab/command';
import { mcpCommand } from './mcp.ts';
import { policyCommand } from './policy.ts';
import { runCommand } from './run.ts';
import { runbookCommand } from './runbook.ts';
import { stopCommand } from './stop.ts';
import { upCommand } from './up.ts';

const program = new Command('holdfast')
  .description('A durable workflow engine for incident runbooks')
  .version('0.1.0')
  .exitOverride()
  .addCommand(actionCommand())
  .addCommand(approveCommand())
  .addCommand(auditCommand())
  .addCommand(configCommand())
  .addCommand(demoCommand())
  .addCommand(handsOffCommand())
  .addCommand(historyCommand())
  .addCommand(keysCommand())
  .addCommand(labCommand())
  .addCommand(mcpCommand())
  .addCommand(policyCommand())
  .addCommand(runCommand())
  .addCommand(runbookCommand())
  .addCommand(stopCommand())
  .addCommand(undoCommand())
  .addCommand(upCommand())
  .addCommand(withdrawCommand());

try {
  await program.parseAsync();
  // With the exit code that the command has set, if any.
  process.exit();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode);
  if (isInterruption(error)) process.exit(130);
  // People get the message; the stack is for debugging.
  const text =
    error instanceof Error
      ? process.env['HOLDFAST_LOG_LEVEL'] === 'debug'
        ? error.stack
        : error.message
      : String(error);
  process.stderr.write(`holdfast: ${text}\n`);
  process.exit(1);
}
