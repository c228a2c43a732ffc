import type { SendingEnd, OutgoingMessage } from '#core/runs/notification';
import { isLoopback } from '#core/text/loopback';
import type { Destination } from './destination.ts';
import { type HttpPostEnd, postJson } from './http-post.ts';

export interface SlackSettings {
  readonly kind: 'slack';
  /** The address of an incoming webhook. A secret: it never stands in a message or a log. */
  readonly url: string;
  /** Default 10,000. */
  readonly timeoutMilliseconds?: number;
}

/** A channel, by an incoming webhook of Slack (or of what speaks like it). */
export function createSlackDestination({ url, timeoutMilliseconds = 10_000 }: SlackSettings): Destination {
  const address = addressOf(url);
  return {
    async send(message, signal) {
      const body = JSON.stringify({
        text: mrkdwn(message),
        // Nobody fetches an address only because it stands in an alert.
        unfurl_links: false,
        unfurl_media: false,
      });
      return deliveryOf(await postJson({ url: address, body, signal, timeoutMilliseconds }));
    },
  };
}

function addressOf(url: string): URL {
  // What the parser throws has the address in it.
  const address = URL.canParse(url) ? new URL(url) : undefined;
  const safe = address?.protocol === 'https:' || (address?.protocol === 'http:' && isLoopback(address.hostname));
  if (!address || !safe) {
    throw new Error('Its secret is no https:// address. Put in the address that Slack shows for the incoming webhook.');
  }
  return address;
}

/**
 * With `&`, `<` and `>` escaped no part of a text can be a mention or a link: both need angle brackets
 * (https://api.slack.com/reference/surfaces/formatting#escaping).
 */
function mrkdwn({ text, link }: OutgoingMessage): string {
  const words = escaped(text);
  return link === undefined ? words : `${words}\n<${escaped(link).replaceAll('|', '%7C')}|Open in Holdfast>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** What Slack answers where a person has to act (https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks). */
const remedies: Readonly<Record<string, string>> = {
  action_prohibited: 'the workspace does not let this webhook post; ask its administrator',
  channel_is_archived: 'the channel is archived; make a webhook for another one',
  channel_not_found: 'the channel is gone; make a webhook for another one',
  invalid_token: 'the webhook was revoked; make a new one and put its address in',
  no_service: 'the webhook was revoked; make a new one and put its address in',
  no_team: 'the workspace is not known; check the address',
  user_not_found: 'the person it posts to is gone; make a webhook for another channel',
};

function deliveryOf(end: HttpPostEnd): SendingEnd {
  if (end.kind === 'no_answer') return { kind: 'refused', reason: `Slack: ${end.reason}`, retryable: true };
  const { status, words, retryAfterMilliseconds } = end;
  if (status === 200 && words === 'ok') return { kind: 'sent', detail: 'Slack took it' };
  // Its own words only: what stands in between may repeat the address that it was asked for.
  const word = /^[a-z_]{1,40}$/.test(words) ? words : undefined;
  const told = `Slack answered HTTP ${status}${word === undefined ? '' : ` ${word}`}`;
  if (status === 429 || status >= 500) {
    return { kind: 'refused', reason: told, retryable: true, retryAfterMilliseconds };
  }
  const next =
    status < 400
      ? 'that is not how an incoming webhook answers; check the address'
      : ((word === undefined ? undefined : remedies[word]) ?? 'check the address of the webhook');
  return { kind: 'refused', reason: `${told}: ${next}`, retryable: false };
}
