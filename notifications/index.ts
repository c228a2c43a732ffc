import type { Logger } from 'pino';
import type { Destination } from './destination.ts';
import { createFileDestination, type FileSettings } from './file.ts';
import { limitRate } from './limit-rate.ts';
import { createSlackDestination, type SlackSettings } from './slack.ts';
import { createTerminalDestination, type TerminalSettings } from './terminal.ts';
import { createWebhookDestination, type WebhookSettings } from './webhook.ts';

/** One entry of `notifications.destinations`, its secrets read and its path absolute. */
export type DestinationSettings = FileSettings | SlackSettings | TerminalSettings | WebhookSettings;

/** Every kind, one per file beside this one, sorted. */
export const destinationKinds = [
  'file',
  'slack',
  'terminal',
  'webhook',
] as const satisfies readonly DestinationSettings['kind'][];

/**
 * A destination with its limit of messages a minute.
 * @throws Error that says what is wrong with the settings, without their secrets
 */
export function createDestination(settings: DestinationSettings, log: Pick<Logger, 'info'>): Destination {
  return limitRate(destinationOf(settings, log));
}

function destinationOf(settings: DestinationSettings, log: Pick<Logger, 'info'>): Destination {
  switch (settings.kind) {
    case 'file':
      return createFileDestination(settings);
    case 'slack':
      return createSlackDestination(settings);
    case 'terminal':
      return createTerminalDestination(settings, log);
    case 'webhook':
      return createWebhookDestination(settings);
    default:
      return settings satisfies never;
  }
}
