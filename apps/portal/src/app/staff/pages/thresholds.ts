import type { Rulebook } from '../../api/generated';

type Rules = Rulebook['rules'];
/** By id of tier or milestone. */
export type Thresholds = Readonly<Record<string, number>>;

/** Thresholds that are one number. One that differs per group of members is not edited here. */
export function thresholdsOf(rules: Rules | undefined): Thresholds {
  const rows = rules ? [...rules.tiers, ...rules.milestones] : [];
  return Object.fromEntries(rows.flatMap(({ id, at }) => (typeof at === 'number' ? [[id, at]] : [])));
}

/** The rules with other thresholds; everything else as it was. */
export function withThresholds(rules: Rules, draft: Thresholds): Rules {
  const set = <T extends { id: string; at: Rules['tiers'][number]['at'] }>(row: T): T => ({ ...row, at: draft[row.id] ?? row.at });
  return { ...rules, tiers: rules.tiers.map(set), milestones: rules.milestones.map(set) };
}

export function changed(rules: Rules | undefined, draft: Thresholds): boolean {
  return Object.entries(thresholdsOf(rules)).some(([id, at]) => draft[id] !== at);
}
