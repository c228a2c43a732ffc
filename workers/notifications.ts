import { resolve } from 'node:path';
import type { Logger } from 'pino';
import type { NotificationPorts } from '#activities/send-notification';
import type { Configuration } from '#configuration/configuration';
import { openHttpTarget } from '#configuration/open-http-target';
import type { Secrets } from '#configuration/resolve-secrets';
import { runPath } from '#web/paths/gateway';
import { sanitiseText } from '#core/text/sanitise';
import { createDestination, type DestinationSettings } from '#notifications/index';
import type { AuditLog } from '#records/audit-log';
import type { Home } from '#records/home';
import { createNotificationMarks } from '#records/notification-marks';

export interface NotificationParts {
  readonly secrets: Secrets;
  readonly home: Pick<Home, 'root' | 'notifications' | 'terminal'>;
  readonly audit: Pick<AuditLog, 'recordNotification'>;
  readonly logger: Pick<Logger, 'info'>;
  /** The URLs of the pages. */
  readonly publicUrl?: string;
}

/**
 * The dependencies of `send-notification`, from the configuration.
 * @throws Error that names the destination whose secret is unusable
 */
export function notificationDependencies(
  { notifications, catalogue }: Configuration,
  { secrets, home, audit, logger, publicUrl }: NotificationParts,
): NotificationPorts {
  const settingsOf = (entry: DestinationEntry): DestinationSettings => {
    switch (entry.kind) {
      case 'file':
        return { ...entry, path: resolve(home.root, entry.path) };
      case 'slack':
        return { ...entry, url: secrets.of(entry.url) };
      case 'terminal':
        return { ...entry, path: home.terminal };
      case 'webhook': {
        const { kind, secret, ...target } = entry;
        return { kind, target: openHttpTarget(target, secrets), secret: secret && secrets.of(secret) };
      }
      default:
        return entry satisfies never;
    }
  };
  const destinations = new Map(
    Object.entries(notifications.destinations).map(([name, entry]) => {
      try {
        return [name, createDestination(settingsOf(entry), logger)];
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`notifications.destinations.${name}: ${reason}`, { cause: error });
      }
    }),
  );
  const pages = publicUrl?.replace(/\/$/, '');
  return {
    destinations,
    ownerOf: (service) => own(catalogue.services, service)?.owner,
    destinationsOf: (owner) => own(notifications.owners, owner) ?? [],
    sanitise: sanitiseText,
    marks: createNotificationMarks(home.notifications),
    recordNotification: (record) => audit.recordNotification(record),
    linkOf: (runId) => pages && `${pages}${runPath(runId)}`,
  };
}

type DestinationEntry = Configuration['notifications']['destinations'][string];

/** Names come from runbooks and alerts: `constructor` must not be found. */
function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
