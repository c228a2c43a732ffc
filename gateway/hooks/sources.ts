import { alertmanagerSource } from './alertmanager/source.ts';
import type { HookSource } from './define-hook-source.ts';

/** The hook sources, sorted; one folder each. All else about a source is in its definition. */
export const hookSources: readonly HookSource[] = [alertmanagerSource];
