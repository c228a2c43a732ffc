import { Command, Option } from 'commander';
import type { SwitchScope } from '#core/policy/facts';
import { stoppedWrites } from '#core/policy/stopped-writes';
import { plainLine } from '#core/text/plain-text';
import { asOption, personAt } from './as-option.ts';
import { configOption, type ConfigurationPlace } from './config-option.ts';
import { homeOption } from './terminal/home-option.ts';
import { quoted } from './terminal/run-commands.ts';
import { writtenReason } from './written-reason.ts';

interface StopOptions extends ConfigurationPlace, Partial<Record<Exclude<SwitchScope['kind'], 'global'>, string>> {
  readonly as?: string;
  readonly reason?: string;
  readonly release?: true;
  readonly list?: true;
  readonly json?: true;
}

const scopes = ['environment', 'owner', 'service', 'adapter'] as const;
const longestName = 200;

export function stopCommand(output: NodeJS.WritableStream = process.stdout): Command {
  return new Command('stop')
    .description(
      'Stop writes within two seconds: all, or those of an environment, an owner, a service or an adapter. The same with --release lets them go on.',
    )
    .option('--environment <name>', 'writes in this environment alone')
    .option('--owner <name>', 'writes to services of this owner alone')
    .option('--service <name>', 'writes to this service alone')
    .option('--adapter <name>', 'writes through this adapter or tool server alone')
    .option('--reason <text>', 'why; it is recorded and shown to everybody who is stopped')
    .addOption(new Option('--release', 'let them go on; needs a --reason, too').conflicts('list'))
    .option('--list', 'change nothing, and print what is stopped')
    .option('--json', 'print what is stopped now as one JSON object')
    .addOption(asOption())
    .addOption(homeOption())
    .addOption(configOption('it says which names there are and where the heads of the audit log are kept'))
    .action(async (options: StopOptions) => {
      const change = options.list ? undefined : changeOf(options);
      const { openSwitches } = await import('./stop/change-switch.ts');
      const switches = await openSwitches(options);
      if (change) {
        const doubts = await switches.change(change);
        if (!options.json)
          output.write(
            change.stopped
              ? `Stopped: ${stoppedWrites(change.scope)}. What is being written now finishes its call; nothing more starts.\n`
              : `Released: ${stoppedWrites(change.scope)}.\n`,
          );
        if (doubts.length > 0)
          process.stderr.write(
            `${doubts.join('\n')}\nThe switch is set all the same. ${releaseWords(change.scope, options)}\n`,
          );
      }
      const thrown = await switches.list();
      if (options.json) return void output.write(`${JSON.stringify({ stopped: thrown })}\n`);
      if (thrown.length === 0) return void output.write('Nothing is stopped.\n');
      output.write('Stopped now:\n');
      for (const { scope, reason, by } of thrown)
        output.write(
          `  ${plainLine(`${stoppedWrites(scope)}: ${reason} (${by})`, 1500)}\n    ${releaseLine(scope, options)}\n`,
        );
    });
}

/** @throws Error that says what is missing */
function changeOf(options: StopOptions) {
  const scope = scopeOf(options);
  const { name: by } = personAt(options.as);
  return { scope, stopped: options.release !== true, reason: writtenReason(options.reason, true), by };
}

/** @throws Error where more than one is named: each is stopped and released for itself */
function scopeOf(options: StopOptions): SwitchScope {
  const named = scopes.flatMap((kind) => {
    const name = options[kind]?.trim();
    return name === undefined ? [] : [{ kind, name }];
  });
  const [scope, second] = named;
  if (!scope) return { kind: 'global', name: '' };
  if (second)
    throw new Error(
      `Name only one of --${named.map(({ kind }) => kind).join(', --')}: each is a switch of its own. Stop them one after the other.`,
    );
  if (scope.name === '') throw new Error(`--${scope.kind} has no name.`);
  if (scope.name.length > longestName || plainLine(scope.name, longestName) !== scope.name)
    throw new Error(`--${scope.kind} has to be a name of at most ${longestName} characters on one line.`);
  return scope;
}

function releaseWords(scope: SwitchScope, options: StopOptions): string {
  return `If that is not what you meant, stop what you meant, and then: ${releaseLine(scope, options)}`;
}

function releaseLine({ kind, name }: SwitchScope, { home }: StopOptions): string {
  const place = home === '.holdfast' ? '' : ` --home ${quoted(home)}`;
  return `holdfast stop --release${kind === 'global' ? '' : ` --${kind} ${quoted(name)}`} --reason "..."${place}`;
}
