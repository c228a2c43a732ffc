import type { FastifyReply } from 'fastify';
import type { Person } from '#core/actions/person';
import type { GatewaySettings } from '../settings.ts';
import { type personOf, rememberName } from '../who.ts';
import type { Problems } from '#web/pages/draft';
import type { ReadForm } from '#web/read-form';

/** 303 to the page that shows what was done; a name that was typed is remembered. */
export function answerDone(
  reply: FastifyReply,
  page: string,
  person: Person,
  { publicUrl }: Pick<GatewaySettings, 'publicUrl'>,
): FastifyReply {
  if (!person.verified) reply.header('set-cookie', rememberName(person.name, publicUrl?.startsWith('https:') === true));
  return reply.redirect(page, 303);
}

/** What is wrong with a form, the name included. */
export function problemsOf(person: ReturnType<typeof personOf>, read: ReadForm<unknown>): Problems {
  return {
    ...(read.kind === 'wrong' && read.problems),
    ...(person.kind === 'refused' && { by: person.problem }),
  };
}
