import type { Environment } from '#core/ids/environment';
import { cut } from '#core/text/cut';
import type { Member } from './ask-all.ts';
import { ToolFailure } from './tool-failure.ts';

/** What the catalogue says about services in one kind of server. */
export interface ServiceLocator {
  /** Which of several back ends has a service; undefined where the catalogue does not say. */
  backEnd(service: string): string | undefined;
  /**
   * Where a service is found, as the server's locator parses it, facts filled in.
   * @throws ToolFailure NOT_FOUND where the catalogue does not know the service, or not where it is
   */
  settings(service: string, environment: Environment): object;
}

/** The back ends of one environment, and the choice among them. */
export interface Chosen<BackEnd> {
  readonly members: readonly Member<BackEnd>[];
  /** All of them. @throws ToolFailure if there are more than may be asked at once */
  all(): readonly Member<BackEnd>[];
  /** The one that the catalogue names for a service, else all of them. */
  of(service: string): readonly Member<BackEnd>[];
  /**
   * The one that an action names; if it names none, the one that the catalogue names, else the only one.
   * @throws ToolFailure if the named one is not among them, or several are left
   */
  one(write: { readonly service: string; readonly backEnd: string | undefined }): Member<BackEnd>;
}

/** More answers at once are less useful and make each call more expensive. */
const askedAtMost = 3;

export function chooseBackEnds<BackEnd>(
  {
    server,
    environment,
    locator,
  }: { readonly server: string; readonly environment: Environment; readonly locator: ServiceLocator },
  members: readonly Member<BackEnd>[],
): Chosen<BackEnd> {
  const names = members.map(({ name }) => name).join(', ');

  const named = (service: string): Member<BackEnd> | undefined => {
    if (members.length < 2) return members[0];
    const wanted = locator.backEnd(service);
    return members.find(({ name }) => name === wanted);
  };

  const all = () => {
    if (members.length <= askedAtMost) return members;
    throw new ToolFailure(
      'INVALID_ARGUMENT',
      `${server} has ${members.length} back ends in ${environment} (${names}), and at most ${askedAtMost} are asked at once. ` +
        `Ask about one service whose back end the catalogue names: catalogue.services.<service>.${server}.backEnd.`,
    );
  };

  return {
    members,
    all,
    of(service) {
      const one = named(service);
      return one ? [one] : all();
    },
    one({ service, backEnd }) {
      const one = backEnd === undefined ? named(service) : members.find(({ name }) => name === backEnd);
      if (one) return one;
      if (backEnd !== undefined) {
        throw new ToolFailure('INVALID_ARGUMENT', notWritable({ server, environment, backEnd, writable: names }));
      }
      throw new ToolFailure(
        'INVALID_ARGUMENT',
        members.length === 0
          ? `Nothing of ${server} can be written to in ${environment}: no back end there has \`writes\`.`
          : `${server} has several back ends that can be written to in ${environment} (${names}), and the catalogue does not ` +
              `say which has ${service}. Name it: catalogue.services.${service}.${server}.backEnd.`,
      );
    },
  };
}

/** Why a back end that an action names cannot carry it out, and what to do. `writable` lists those that can. */
export function notWritable({
  server,
  environment,
  backEnd,
  writable,
}: Readonly<Record<'server' | 'environment' | 'backEnd' | 'writable', string>>): string {
  const name = JSON.stringify(cut(backEnd, 60));
  return (
    `The action names the back end ${name} of ${server} in ${environment}, which cannot be written to; ` +
    `these can: ${writable || 'none'}. Propose the action again, or configure ${name} with \`writes\` under ` +
    `toolServers.${server}.environments.${environment}.`
  );
}
