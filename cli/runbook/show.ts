import { Command } from 'commander';
import { configOption } from './config-option.ts';

export function showCommand(): Command {
  return new Command('show')
    .description('Show what a runbook does: as text, as a Mermaid flowchart, or as it is compiled')
    .argument('<runbook>', 'its name or its file')
    .option('--mermaid', 'a Mermaid flowchart')
    .option('--json', 'the compiled form, as a run is pinned to it')
    .addOption(configOption())
    .action(async (name: string, options: { mermaid?: true; json?: true; config?: string }) => {
      const { canonicalJson } = await import('#core/json/canonical-json');
      const { mermaidOf } = await import('#core/runbooks/mermaid');
      const { showRunbook } = await import('#core/runbooks/show-runbook');
      const { sha256 } = await import('#records/digest');
      const { runbookHere } = await import('./library-here.ts');
      const { runbook } = await runbookHere(name, options.config);
      const digest = sha256(canonicalJson(runbook));
      if (options.json) process.stdout.write(`${JSON.stringify({ sha256: digest, runbook })}\n`);
      else if (options.mermaid) process.stdout.write(`${mermaidOf(runbook)}\n`);
      else process.stdout.write(`${showRunbook(runbook)}\n\nsha256 ${digest}\n`);
    });
}
