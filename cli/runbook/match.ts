import { Command } from 'commander';
import type { RunbookChoice } from '#core/runbooks/match-incident';
import type { IncidentState } from '#core/incidents/incident';
import { homeOption } from '#terminal/home-option';
import { runbookConfigOption } from './config-option.ts';

export function matchCommand(): Command {
  return new Command('match')
    .description('Print which runbook fits an incident')
    .argument('<incident>', 'incident id, as in the address of its page')
    .option('--explain', 'explain for every runbook why it fits or not')
    .option('--json', 'print the choice as one JSON object')
    .addOption(runbookConfigOption())
    .addOption(homeOption())
    .action(async (id: string, options: { explain?: true; json?: true; config?: string; home: string }) => {
      const state = await incidentOf(id, options.home);
      const { openHome } = await import('#records/home');
      const { openRecords } = await import('#records/open-records');
      const { pino } = await import('pino');
      const records = await openRecords(await openHome(options.home), pino({ level: 'silent' }));
      const { incidentFactsOf: factsOf } = await import('#activities/prepare-run');
      const deliveries = [...new Set(state.alerts.map(({ deliveryId }) => deliveryId))];
      const facts = await factsOf({ ...state, briefDigest: state.brief?.digest, deliveries }, records);
      const { libraryHere } = await import('./library-here.ts');
      const { matchRunbooks } = await import('#core/runbooks/match-incident');
      const { runbooks } = await libraryHere([], options.config);
      const choice = matchRunbooks(runbooks, facts);
      if (options.json) {
        const { kind, explanations } = choice;
        const chosen = chosenOf(choice).map(({ name }) => name);
        process.stdout.write(`${JSON.stringify({ kind, runbooks: chosen, explanations })}\n`);
        return;
      }
      process.stdout.write(`${verdictOf(choice)}\n`);
      if (!facts.finding) process.stdout.write('No cause is known yet, so runbooks that require one do not fit.\n');
      if (options.explain) {
        const width = Math.max(0, ...choice.explanations.map(({ name }) => name.length));
        for (const { name, verdict, because } of choice.explanations) {
          process.stdout.write(`  ${verdict === 'fits' ? '✓' : '–'} ${name.padEnd(width)}  ${because}\n`);
        }
      }
    });
}

async function incidentOf(id: string, home: string): Promise<IncidentState> {
  const { openRuns } = await import('../run/open-runs.ts');
  const opened = await openRuns(home);
  try {
    const known = await opened.incidents.get(id);
    if (!known) throw new Error(`There is no incident "${id}". Its id is in the address of its page.`);
    return known.state;
  } finally {
    await opened.close();
  }
}

function chosenOf(choice: RunbookChoice) {
  switch (choice.kind) {
    case 'one':
      return [choice.runbook];
    case 'tie':
      return choice.runbooks;
    case 'none':
      return [];
    default:
      return choice satisfies never;
  }
}

function verdictOf(choice: RunbookChoice): string {
  switch (choice.kind) {
    case 'one':
      return `${choice.runbook.name}: ${choice.runbook.title} (${choice.because})`;
    case 'tie':
      return `A tie; choose one: ${choice.because}`;
    case 'none':
      return 'No runbook fits this incident.';
    default:
      return choice satisfies never;
  }
}
