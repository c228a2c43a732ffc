import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { loadConfiguration } from '#configuration/load-configuration';
import type { SwitchScope } from '#core/policy/facts';
import { plainLine } from '#gateway/plain-text';
import { openProcessAudit } from '#records/audit-log';
import type { KillSwitchEntry } from '#records/audit-records';
import { type Home, openHome } from '#records/home';
import { createKillSwitches, switchKeyUse, switchWords } from '#records/kill-switches';
import { openSigningKeys } from '#records/signing-keys';
import { asOption, personAt } from './as-option.ts';
import { homeOption } from './home-option.ts';

interface StopOptions extends Partial<Record<Exclude<SwitchScope['kind'], 'global'>, string>> {
  readonly home: string;
  readonly config: string;
  readonly as?: string;
  readonly reason?: string;
  readonly release?: true;
  readonly list?: true;
  readonly json?: true;
}

const scopes = ['environment', 'owner', 'service', 'adapter'] as const;

export function stopCommand(output: NodeJS.WritableStream = process.stdout): Command {
  return new Command('stop')
    .description('Stop writes within two seconds: all, or those of an environment, an owner, a service or an adapter')
    .option('--environment <name>', 'writes in this environment')
    .option('--owner <name>', 'writes to services of this owner')
    .option('--service <name>', 'writes to this service')
    .option('--adapter <name>', 'writes through this adapter of tool servers')
    .option('--reason <text>', 'why, as it is recorded and shown to everybody who is stopped')
    .addOption(new Option('--release', 'let them go on').conflicts('list'))
    .option('--list', 'print what is stopped')
    .option('--json', 'print the result as one JSON object')
    .addOption(asOption())
    .addOption(homeOption())
    .option('--config <file>', 'the configuration: where the heads of the audit log are kept', 'holdfast.yaml')
    .action(async (options: StopOptions) => {
      const home = await openHome(resolve(options.home));
      const switches = createKillSwitches(home.switches, home.keys, await openSigningKeys(home.keys, switchKeyUse));
      if (!options.list) {
        const scope = scopeOf(options);
        const reason = options.reason?.trim();
        if (!reason) throw new Error('Say why with --reason: everybody who is stopped by it will see it.');
        const { name: by } = personAt(options.as);
        const stopped = options.release !== true;
        const n = stopped ? await switches.throwSwitch(scope, reason, by) : await switches.release(scope, reason, by);
        // What stops writes must not wait for what records it.
        await record(home, options.config, { scope, stopped, reason, by, n });
        const words = switchWords(scope);
        if (!options.json)
          output.write(
            stopped
              ? `Stopped: writes to ${words}. What is being written now finishes its call; nothing more starts.\n`
              : `Released: ${words}.\n`,
          );
      }
      const thrown = await switches.list();
      if (options.json) return void output.write(`${JSON.stringify({ stopped: thrown })}\n`);
      if (thrown.length === 0) return void output.write('Nothing is stopped.\n');
      output.write('Stopped now:\n');
      for (const { scope, reason, by } of thrown)
        output.write(
          `  ${plainLine(`${switchWords(scope)}: ${reason} (${by})`, 400)}\n    ${releaseLine(scope, options.home)}\n`,
        );
    });
}

/** @throws Error that says what holds all the same */
async function record(home: Home, configuration: string, entry: KillSwitchEntry): Promise<void> {
  try {
    const audit = await openProcessAudit(home, 'stop', { headsFolder: await headsFolder(configuration) });
    await audit.recordKillSwitch(entry);
    await audit.close();
  } catch (error) {
    const words = `${switchWords(entry.scope)} ${entry.stopped ? 'is stopped' : 'is released'}`;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${words}, but that is not on record: ${reason}`, { cause: error });
  }
}

/** @throws Error where more than one is named: each is stopped and released for itself */
function scopeOf(options: StopOptions): SwitchScope {
  const named = scopes.flatMap((kind) => {
    const name = options[kind];
    return name === undefined ? [] : [{ kind, name }];
  });
  const [scope, second] = named;
  if (second)
    throw new Error(`Name one of --${named.map(({ kind }) => kind).join(', --')}: each is a switch of its own.`);
  if (scope?.name.trim() === '') throw new Error(`--${scope.kind} has no name.`);
  return scope ?? { kind: 'global', name: '' };
}

function releaseLine({ kind, name }: SwitchScope, home: string): string {
  const quoted = (word: string) => (/^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
  const place = home === '.holdfast' ? '' : ` --home ${quoted(home)}`;
  return `holdfast stop --release${kind === 'global' ? '' : ` --${kind} ${quoted(name)}`} --reason ...${place}`;
}

/** A configuration that cannot be read must not keep anybody from stopping. */
async function headsFolder(file: string): Promise<string | undefined> {
  try {
    return (await loadConfiguration(file)).audit.heads;
  } catch {
    return undefined;
  }
}
