import { type Check, PRESET_NAMES, type PresetName, PRESETS } from '@fanfare/domain';
import { all, type Counts, evaluate, figuresOf, JUDGED_BY, type Outcomes, TUNED_ON } from './evaluation.js';
import { FRAUD, HONEST, type SceneName } from './sign-up-event.js';

/** docs/checks.md: what the presets are, and what they make of people whose label is known. */
export function checksPage(): string {
  const results = evaluate(JUDGED_BY);
  return `${INTRODUCTION}
## Outcomes on seeds ${JUDGED_BY[0]} to ${JUDGED_BY.at(-1)}

${table(['preset', 'precision', 'recall', 'honest held', 'honest rejected'], PRESET_NAMES.map((name) => figures(name, results[name])))}

Precision: of what is held or rejected, the share that is fraud. Recall: of the fraud, the share that is held or rejected. Most of
the honest people that are held signed up at the tablet of a stall: measured, it is a farm, and only a person who was there can say otherwise.

${PRESET_NAMES.map((name) => `### ${name}\n\n${byScene(results[name])}`).join('\n\n')}

## Weights

A finding adds its weight to the score. \`network_burst\` and \`country_mismatch\` can never hold or reject by themselves, and publishing refuses
rules in which they could reject together.

${table(['check', 'outcome by itself', 'weight', 'from'], PRESETS.standard.checks.map(row))}

${table(['preset', 'held from', 'rejected from', 'goes on by itself'], PRESET_NAMES.map(bounds))}
`;
}

const INTRODUCTION = `# Checks

This page is written by \`npm run checks:evaluate\`; do not edit it.

A sign-up is measured when it comes in and when it is confirmed; the measurements are frozen in the fact, the rulebook judges them. The
populations are made up (\`apps/api/src/referrals/intake/evaluation\`): months of everyday friends, households, offices, a campus and a viral day,
and among them scripts, hired hands, rings, throwaway addresses, a domain bought for it and invented addresses. Nobody knows how much these
resemble your program: they show where a preset errs, not how often it will. Weights were chosen on seeds ${TUNED_ON[0]} to ${TUNED_ON.at(-1)}.

What gets through is mostly what nobody can tell apart from honest people by one sign-up: a fan's second mailbox looks like a partner on the
same tablet, and the first friends of every farm look like friends. Limits per day and a hold period bound what that can cost.
`;

function figures(name: PresetName, outcomes: Outcomes): string[] {
  const { precision, recall, honestHeld, honestRejected } = figuresOf(outcomes);
  return [name, precision.toFixed(3), recall.toFixed(3), percent(honestHeld), String(honestRejected)];
}

function byScene(outcomes: Outcomes): string {
  const rows = (scenes: readonly SceneName[], label: string) => scenes.map((scene) => [scene, label, ...shares(outcomes[scene])]);
  return table(['scene', 'label', 'sign-ups', 'held', 'rejected'], [...rows(HONEST, 'honest'), ...rows(FRAUD, 'fraud')]);
}

function shares(c: Counts): string[] {
  return [String(all(c)), percent(c.hold / Math.max(1, all(c))), percent(c.reject / Math.max(1, all(c)))];
}

function row(check: Check): string[] {
  const from = Object.entries(check.args).map(([name, value]) => `${name} ${value}`).join(', ');
  return [`\`${check.code}\``, check.outcome === 'allow' ? 'none' : check.outcome, String(check.weight ?? 0), from];
}

function bounds(name: PresetName): string[] {
  const { holdAt, rejectAt, autoApprove } = PRESETS[name].scoring;
  return [name, String(holdAt), rejectAt === undefined ? 'never' : String(rejectAt), autoApprove ? `under ${autoApprove.below}, after ${autoApprove.afterHours} h` : 'never'];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
