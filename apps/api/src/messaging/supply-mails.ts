import { idOf, type MailDefinition, type MailModel, type MailSource } from './mail-model.js';

interface Colleague {
  readonly email: string;
  readonly email_hash: Buffer;
  readonly locale: string;
}

/** Somebody of the team; null once they have left it. */
async function colleague(source: MailSource): Promise<Colleague | null> {
  const [row] = (await source.tx.query(
    `SELECT a.email, a.email_hash, a.locale FROM accounts a JOIN account_programs p ON p.program_id = $1 AND p.account_id = a.id AND p.role IS NOT NULL WHERE a.id = $2`,
    [source.programId, idOf(source, 'accountId')])) as Colleague[];
  return row ?? null;
}

/** What waits for this person to approve it: not what is theirs, nor what they have approved. Nothing when that is none any more. */
async function approvalsDue(source: MailSource): Promise<MailModel | null> {
  const row = await colleague(source);
  if (!row) return null;
  const [{ waiting }] = (await source.tx.query(
    `SELECT count(*)::int AS waiting FROM grants g WHERE g.program_id = $1 AND g.status = 'granted'
       AND g.approvals_needed > (SELECT count(*) FROM grant_approvals a WHERE a.program_id = $1 AND a.grant_id = g.id)
       AND NOT EXISTS (SELECT 1 FROM grant_approvals a WHERE a.program_id = $1 AND a.grant_id = g.id AND a.approver_id = $2)
       AND NOT EXISTS (SELECT 1 FROM members m WHERE m.program_id = $1 AND m.id = g.beneficiary_id AND m.account_id = $2)`,
    [source.programId, idOf(source, 'accountId')])) as [{ waiting: number }];
  return waiting === 0 ? null : toColleague(source, row, { waiting }, '/rewards/granted?waitsFor=approval');
}

interface Supply {
  readonly kind: 'stock' | 'reward_budget' | 'program_budget';
  readonly left: number;
  readonly currency: string | null;
  readonly title: Record<string, string> | null;
}

/** Little is left of something. Nothing once there is enough again. */
async function supplyLow(source: MailSource): Promise<MailModel | null> {
  const row = await colleague(source);
  const [supply] = (await source.tx.query(
    `SELECT p.kind, p.units_left::float8 AS left, b.currency, r.title FROM pools p
       LEFT JOIN budgets b ON b.program_id = $1 AND b.pool_id = p.id AND b.closed_at IS NULL
       LEFT JOIN rewards r ON r.program_id = $1 AND (r.pool_id = p.id OR r.id = b.reward_id)
     WHERE p.program_id = $1 AND p.id = $2 AND p.low_told`, [source.programId, idOf(source, 'poolId')])) as Supply[];
  if (!row || !supply) return null;
  const { kind, left, currency, title } = supply;
  return { ...toColleague(source, row, { kind, left: currency ? moneyText(left, currency, row.locale) : String(left) }, kind === 'stock' ? '/rewards' : '/rewards/budgets'), title: title ?? {} };
}

/** To an owner: the daily comparison found what did not differ before. Nothing once it is gone, or accepted. */
async function reconciliationDiffers(source: MailSource): Promise<MailModel | null> {
  const row = await colleague(source);
  const [{ count }] = (await source.tx.query(
    `SELECT count(*)::int AS count FROM reconciliation_findings f JOIN reconciliations r ON r.program_id = $1 AND r.id = $2 WHERE f.program_id = $1 AND f.told_at >= r.began_at AND f.resolved_at IS NULL AND f.accepted_at IS NULL`,
    [source.programId, idOf(source, 'runId')])) as [{ count: number }];
  return row && count > 0 ? toColleague(source, row, { count }, '/rewards/reconciliation') : null;
}

function toColleague(source: MailSource, row: Colleague, params: MailModel['params'], page: string): MailModel {
  return { to: row.email, toHash: row.email_hash, locale: row.locale, params, actionUrl: `${source.publicUrl}/staff/${source.brand.slug}${page}` };
}

function moneyText(minor: number, currency: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

const toTeam = { template: 'letter', class: 'once', because: 'account' } as const;

/** Mails to those of the team who can do something about it. */
export const SUPPLY_MAILS: readonly MailDefinition[] = [
  { topic: 'grants.approval_due', name: 'approvals_due', ...toTeam, load: approvalsDue },
  { topic: 'reconciliation.differs', name: 'reconciliation_differs', ...toTeam, load: reconciliationDiffers },
  { topic: 'supply.low', name: 'supply_low', ...toTeam, load: supplyLow },
];
