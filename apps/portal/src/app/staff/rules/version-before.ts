import type { Rulebook } from '../../api/generated';

/**
 * What holds until rules take effect that are published now: a version that waits for a later time never comes, and what it changes is part of
 * what they change. @param versions the newest first @param at in milliseconds
 */
export function versionBefore<V extends Pick<Rulebook, 'effectiveAt'>>(versions: readonly V[], at: number): V | undefined {
  return versions.find(({ effectiveAt }) => Date.parse(effectiveAt) <= at) ?? versions[0];
}

/** Each version with what it changed: what held when it took effect, or would have, of those that were there. @param versions the newest first */
export function withBefore<V extends Pick<Rulebook, 'effectiveAt'>>(versions: readonly V[]): { readonly version: V; readonly before: V | undefined }[] {
  return versions.map((version, index) => ({ version, before: versionBefore(versions.slice(index + 1), Date.parse(version.effectiveAt)) }));
}
