import { isDeepStrictEqual } from 'node:util';
import type { Revision } from './back-end.ts';

/** Revisions in a row that run the same program: one version with one configuration, in whatever number. */
export interface Release {
  readonly version: string;
  readonly configuration: Revision['configuration'];
  readonly revisions: readonly [Revision, ...Revision[]];
  /** RFC 3339: when it was healthy for the first time. */
  readonly completedAt?: string;
  /** RFC 3339: when something else was wanted. Undefined: it is wanted still. */
  readonly replacedAt?: string;
}

/** Oldest first. */
export function releasesOf(revisions: readonly Revision[]): readonly Release[] {
  const groups: [Revision, ...Revision[]][] = [];
  for (const revision of revisions) {
    const group = groups.at(-1);
    if (group && isSameProgram(group[0], revision)) group.push(revision);
    else groups.push([revision]);
  }
  return groups.map((group, index) => ({
    version: group[0].version,
    configuration: group[0].configuration,
    revisions: group,
    completedAt: group.find(({ completedAt }) => completedAt !== undefined)?.completedAt,
    replacedAt: groups[index + 1]?.[0].at,
  }));
}

/** One version with one configuration. */
export function isSameProgram(one: Revision, other: Revision): boolean {
  return one.version === other.version && isDeepStrictEqual(one.configuration, other.configuration);
}

/** Seconds that a release was healthy before something else was wanted. */
export function healthySeconds({ completedAt, replacedAt }: Release, now: Date): number {
  if (completedAt === undefined) return 0;
  const end = replacedAt === undefined ? now.getTime() : Date.parse(replacedAt);
  return Math.max(0, (end - Date.parse(completedAt)) / 1_000);
}

/** Whether somebody went back from this release, or its version, to a version that had run before it. */
export function wasRolledBack(releases: readonly Release[], index: number): boolean {
  const version = releases[index]?.version;
  const next = releases.slice(index + 1).find((release) => release.version !== version);
  const first = releases.findIndex((release) => release.version === version);
  return next !== undefined && releases.slice(0, first).some((release) => release.version === next.version);
}
