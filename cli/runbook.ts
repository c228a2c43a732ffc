import { basename, dirname } from 'node:path';
import { Command } from 'commander';
import { type Problem, problemLine } from '#core/documents/problem';
import { counted } from '#core/text/counted';
import { runbookConfigOption } from './runbook/config-option.ts';
import { matchCommand } from './runbook/match.ts';
import { startRunCommand } from './runbook/run.ts';

export function runbookCommand(): Command {
  return new Command('runbook')
    .description('Check, rehearse, match and run runbooks')
    .addCommand(checkCommand())
    .addCommand(matchCommand())
    .addCommand(rehearseCommand())
    .addCommand(startRunCommand())
    .addCommand(schemaCommand())
    .addCommand(showCommand());
}

function checkCommand(): Command {
  return new Command('check')
    .description('Check runbooks and checklists: names, tools, arguments, expressions, deadlines')
    .argument('[paths...]', 'files or folders (default: everything that is configured)')
    .addOption(runbookConfigOption())
    .option('--json', 'print the problems as one JSON array')
    .action(async (paths: string[], options: { config?: string; json?: true }) => {
      const { comesWithHoldfast } = await import('#configuration/load-library');
      const { libraryHere } = await import('./runbook/library-here.ts');
      const library = await libraryHere(paths, options.config);
      const files = new Set(library.asked.map(({ file }) => file));
      const found = library.problems.filter(({ file }) => files.has(file));
      const isBuiltIn = ({ file }: Problem) => library.isConfigured && comesWithHoldfast(file);
      const problems = found.filter((problem) => paths.length > 0 || !isBuiltIn(problem));
      const unusable = new Set(found.filter(isBuiltIn).map(({ file }) => basename(dirname(file))));
      const errors = problems.filter(({ severity }) => severity === 'error').length;
      if (options.json) process.stdout.write(`${JSON.stringify(problems)}\n`);
      else {
        for (const problem of problems) process.stdout.write(`${problemLine(problem)}\n`);
        if (paths.length === 0 && unusable.size > 0) {
          process.stdout.write(
            `Not offered, because a tool they need is not configured: ${[...unusable].sort().join(', ')} (details: holdfast runbook check <name>)\n`,
          );
        }
        process.stdout.write(
          `${counted(files.size, 'file')} checked against ${library.against}: ` +
            `${counted(errors, 'error')}, ${counted(problems.length - errors, 'warning')}\n`,
        );
      }
      if (errors > 0) process.exitCode = 1;
    });
}

function rehearseCommand(): Command {
  return new Command('rehearse')
    .description('Run runbooks against scripted replies and report coverage')
    .argument('[runbooks...]', 'names or files (default: all with a rehearsal.yaml beside them)')
    .addOption(runbookConfigOption())
    .option('--require-coverage', 'fail if a branch is not covered')
    .option('--json', 'print the results as one JSON array')
    .action(async (names: string[], options: { config?: string; requireCoverage?: true; json?: true }) => {
      const { rehearseChosen } = await import('./runbook/rehearse-chosen.ts');
      const { renderRehearsal } = await import('#rehearsals/render-rehearsal');
      const results = [];
      for await (const { runbook, result } of rehearseChosen(names, options.config)) {
        results.push({ runbook: runbook.name, ...result });
        if (!options.json) process.stdout.write(`${renderRehearsal(runbook, result)}\n`);
      }
      if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`);
      const failed = results.some(({ cases }) => cases.some(({ problems }) => problems.length > 0));
      const uncovered = options.requireCoverage && results.some(({ coverage }) => coverage.missing.length > 0);
      if (failed || uncovered) process.exitCode = 1;
    });
}

function schemaCommand(): Command {
  return new Command('schema')
    .description('Print the JSON Schema of runbooks and checklists, for completion and validation in an editor')
    .action(async () => {
      const { editorSchemas } = await import('#core/runbooks/editor-schema');
      process.stdout.write(`${JSON.stringify(editorSchemas(), null, 2)}\n`);
    });
}

function showCommand(): Command {
  return new Command('show')
    .description('Show what a runbook does: as text, as a Mermaid flowchart, or in its compiled form')
    .argument('<runbook>', 'its name or file')
    .option('--mermaid', 'a Mermaid flowchart')
    .option('--json', 'the compiled form that a run is pinned to')
    .addOption(runbookConfigOption())
    .action(async (name: string, options: { mermaid?: true; json?: true; config?: string }) => {
      const { canonicalJson } = await import('#core/json/canonical-json');
      const { mermaidOf } = await import('#core/runbooks/mermaid');
      const { showRunbook } = await import('#core/runbooks/show-runbook');
      const { sha256 } = await import('#records/digest');
      const { runbookHere } = await import('./runbook/library-here.ts');
      const { runbook } = await runbookHere(name, options.config);
      const digest = sha256(canonicalJson(runbook));
      if (options.json) process.stdout.write(`${JSON.stringify({ sha256: digest, runbook })}\n`);
      else if (options.mermaid) process.stdout.write(`${mermaidOf(runbook)}\n`);
      else process.stdout.write(`${showRunbook(runbook)}\n\nsha256 ${digest}\n`);
    });
}
