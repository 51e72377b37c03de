import type { Rulebook } from '../../api/generated';

/**
 * What holds until rules take effect that are published now: a version that waits for a later time never comes, and what it changes is part of
 * what they change. @param versions the newest first @param at in milliseconds
 */
export function versionBefore<V extends Pick<Rulebook, 'effectiveAt'>>(versions: readonly V[], at: number): V | undefined {
  return versions.find(({ effectiveAt }) => Date.parse(effectiveAt) <= at) ?? versions[0];
}
