import { alertmanager } from './alertmanager/index.ts';
import type { HookSource } from './source.ts';

/** Every source, one per folder beside this file, sorted. */
export const hookSources: readonly HookSource[] = [alertmanager];
