import type { SendingEnd, OutgoingMessage } from '#core/runs/notification';
import { isLoopback } from '#core/text/loopback';
import { createHttpClient, type HttpClient } from '#http-client/create-http-client';
import type { Destination } from './destination.ts';
import { type HttpPostEnd, postJson } from './http-post.ts';

export interface SlackSettings {
  readonly kind: 'slack';
  /** Gives the address of an incoming webhook, a secret that may change: it never stands in a message or a log. */
  readonly url: { read(): string };
  /** Default 10,000. */
  readonly timeoutMilliseconds?: number;
}

const noAddress = 'Its secret is no https:// address. Put in the address that Slack shows for the incoming webhook.';

/**
 * A channel, by an incoming webhook of Slack (or of what speaks like it).
 * @throws Error where its secret is no address
 */
export function createSlackDestination({ url, timeoutMilliseconds = 10_000 }: SlackSettings): Destination {
  if (addressIn(url.read()) === undefined) throw new Error(noAddress);
  let current: { readonly address: string; readonly client: HttpClient } | undefined;

  const clientFor = (address: string): HttpClient => {
    if (current?.address === address) return current.client;
    void current?.client.close();
    current = { address, client: createHttpClient({ url: address, authentication: { kind: 'none' } }) };
    return current.client;
  };

  return {
    async send(message, signal) {
      const address = addressIn(url.read());
      if (address === undefined) return { kind: 'refused', reason: `Slack: ${noAddress}`, retryable: false };
      const body = JSON.stringify({
        text: mrkdwn(message),
        // Nobody fetches an address only because it stands in an alert.
        unfurl_links: false,
        unfurl_media: false,
      });
      return deliveryOf(await postJson(clientFor(address), { body, signal, timeoutMilliseconds }));
    },
  };
}

/** Undefined for what is no address that a secret may be sent to. */
function addressIn(secret: string): string | undefined {
  if (!URL.canParse(secret)) return undefined;
  const { href, protocol, hostname } = new URL(secret);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)) ? href : undefined;
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
  if (end.kind === 'no_answer') return { kind: 'refused', reason: `Slack ${end.reason}`, retryable: end.retryable };
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
