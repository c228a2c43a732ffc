import type { GatewaySettings } from '../settings.ts';
import type { HookSource } from './define-hook-source.ts';

/** A hook as the page without incidents explains it. */
export interface ShownHook {
  readonly source: HookSource;
  /** Of the integration; undefined for a source that has none yet. */
  readonly integration?: string;
  /** Where its sender delivers. */
  readonly address: string;
}

/** The configured integrations by name; where there are none, every source that could be configured. */
export function shownHooks(
  { integrations, hookSources }: Pick<GatewaySettings, 'integrations' | 'hookSources'>,
  origin: string,
): readonly ShownHook[] {
  const addressOf = ({ name }: HookSource, integration: string) => `${origin}/v1/hooks/${name}/${integration}`;
  const names = Object.keys(integrations).sort();
  return names.length === 0
    ? hookSources.map((source) => ({ source, address: addressOf(source, '<integration>') }))
    : names.flatMap((integration) => {
        const source = integrations[integration]?.source;
        return source ? [{ source, integration, address: addressOf(source, integration) }] : [];
      });
}
