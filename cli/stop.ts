import { Command, Option } from 'commander';
import type { SwitchScope } from '#core/policy/facts';
import { stoppedWrites } from '#core/policy/stopped-writes';
import { plainLine } from '#core/text/plain-text';
import { asOption, personAt } from '#terminal/as-option';
import { configOption, type ConfigurationPlace } from '#terminal/config-option';
import { homeOption } from '#terminal/home-option';
import { shellWord } from '#terminal/shell-words';
import { writtenReason } from '#terminal/written-reason';

interface StopOptions extends ConfigurationPlace, Partial<Record<Exclude<SwitchScope['kind'], 'global'>, string>> {
  readonly as?: string;
  readonly reason?: string;
  readonly release?: true;
  readonly list?: true;
  readonly json?: true;
}

const scopes = ['environment', 'owner', 'service', 'adapter'] as const;
const maximumNameLength = 200;

export function stopCommand(output: NodeJS.WritableStream = process.stdout): Command {
  return new Command('stop')
    .description(
      'Stop writes within two seconds: all, or those of one environment, owner, service or adapter. Allow them again with --release.',
    )
    .option('--environment <name>', 'only writes in this environment')
    .option('--owner <name>', 'only writes to services of this owner')
    .option('--service <name>', 'only writes to this service')
    .option('--adapter <name>', 'only writes through this adapter or tool server')
    .option('--reason <text>', 'why; recorded, and shown wherever a write is stopped')
    .addOption(new Option('--release', 'allow them again; also requires --reason').conflicts('list'))
    .option('--list', 'print what is stopped and change nothing')
    .option('--json', 'print what is stopped as one JSON object')
    .addOption(asOption())
    .addOption(homeOption())
    .addOption(configOption('the known names and the folder of audit log heads'))
    .action(async (options: StopOptions) => {
      const change = options.list ? undefined : changeOf(options);
      const { openSwitches } = await import('./stop/change-switch.ts');
      const switches = await openSwitches(options);
      if (change) {
        const doubts = await switches.change(change);
        if (!options.json)
          output.write(
            change.stopped
              ? `Stopped: ${stoppedWrites(change.scope)}. A write already in progress finishes its call; no other starts.\n`
              : `Released: ${stoppedWrites(change.scope)}.\n`,
          );
        if (doubts.length > 0)
          process.stderr.write(
            `${doubts.join('\n')}\nThe switch is set anyway. ${releaseWords(change.scope, options)}\n`,
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

/** @throws Error that names what is missing */
function changeOf(options: StopOptions) {
  const scope = scopeOf(options);
  const { name: by } = personAt(options.as);
  return { scope, stopped: options.release !== true, reason: writtenReason(options.reason, true), by };
}

/** @throws Error where more than one is named: each is a separate switch */
function scopeOf(options: StopOptions): SwitchScope {
  const named = scopes.flatMap((kind) => {
    const name = options[kind]?.trim();
    return name === undefined ? [] : [{ kind, name }];
  });
  const [scope, second] = named;
  if (!scope) return { kind: 'global', name: '' };
  if (second)
    throw new Error(
      `Give only one of --${named.map(({ kind }) => kind).join(', --')}: each is a separate switch. Stop them one after the other.`,
    );
  if (scope.name === '') throw new Error(`--${scope.kind} is empty: give a name.`);
  if (scope.name.length > maximumNameLength || plainLine(scope.name, maximumNameLength) !== scope.name)
    throw new Error(`--${scope.kind} must be a name of at most ${maximumNameLength} characters on one line.`);
  return scope;
}

function releaseWords(scope: SwitchScope, options: StopOptions): string {
  return `If you meant something else, stop that first, and then release this: ${releaseLine(scope, options)}`;
}

function releaseLine({ kind, name }: SwitchScope, { home }: StopOptions): string {
  const place = home === '.holdfast' ? '' : ` --home ${shellWord(home)}`;
  return `holdfast stop --release${kind === 'global' ? '' : ` --${kind} ${shellWord(name)}`} --reason "..."${place}`;
}
