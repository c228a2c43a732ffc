import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { Brief } from '#core/brief/brief';
import { millisecondsToRecovery } from '#core/incidents/incident-times';
import type { DemoEnd } from './run-demo.ts';
import { endSignal } from '#terminal/end-signal';
import { homeOption } from '#terminal/home-option';

/** The output of `demo --once --json`; its keys are a contract. */
async function resultOf({ briefed: state, closed, writes }: DemoEnd) {
  const { brief } = state;
  if (!brief) throw new Error('The incident has no brief.');
  const { findings } = JSON.parse(await readFile(brief.path, 'utf8')) as Brief;
  return {
    incidentId: state.incidentId,
    workflowId: state.workflowId,
    briefPath: brief.path,
    webhookToBriefMs: Date.parse(brief.publishedAt) - Date.parse(state.receivedAt),
    items: state.items.map(({ id, state: itemState }) => ({ id, state: itemState })),
    findings: findings.map(({ service, cause, confidence, evidence }) => ({ service, cause, confidence, evidence })),
    writes,
    resolvedMs: closed && millisecondsToRecovery(closed),
  };
}

function listenToKeys(handle: (key: string) => void): void {
  process.stdin.setRawMode(true);
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (data: string) => {
    for (const key of data) {
      // In raw mode Ctrl-C arrives as a character.
      if (key === '\u0003') process.kill(process.pid, 'SIGINT');
      else handle(key);
    }
  });
}

export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'Start the lab and the whole system, ship a bad release, and watch it become an alert, a brief and an approved rollback',
    )
    .addOption(homeOption())
    .option('--once', 'end when the incident has closed; simulated people approve')
    .option('--temporal', 'use the Temporal server of TEMPORAL_ADDRESS or the profile')
    .option('--json', 'print the result as one JSON object on standard output')
    .action(async (options: { home: string; once?: true; json?: true; temporal?: true }) => {
      const { runDemo } = await import('./run-demo.ts');
      const signal = endSignal();
      const once = options.once ?? false;
      const isInteractive = process.stdin.isTTY && !once;
      try {
        const end = await runDemo({
          home: options.home,
          once,
          temporalOfEnvironment: options.temporal ?? false,
          signal,
          onKey: isInteractive ? listenToKeys : undefined,
        });
        if (options.json) process.stdout.write(`${JSON.stringify(await resultOf(end))}\n`);
      } finally {
        if (isInteractive) process.stdin.setRawMode(false);
      }
    });
}
