import { memberReason, type ReasonCode } from '@fanfare/domain';
import type { MailDefinition, MailModel, MailSource } from './mail-model.js';
import { correction, member, toldOfProgress, toMember } from './member-mails.js';

interface EntryRow {
  readonly measure: string;
  readonly delta: number;
  readonly reason: ReasonCode;
  readonly at: Date;
}

/** What a fact has moved. */
async function movedBy(source: MailSource): Promise<EntryRow[]> {
  return (await source.tx.query(
    'SELECT measure, delta, reason, effective_at AS at FROM ledger_entries WHERE program_id = $1 AND member_id = $2 AND fact_seq = $3 AND delta <> 0 ORDER BY seq',
    [source.programId, source.payload['memberId'], source.payload['factSeq']])) as EntryRow[];
}

async function countCorrected(source: MailSource): Promise<MailModel | null> {
  const row = await member(source);
  const entry = (await movedBy(source)).find(({ reason }) => reason === 'adjust.correction' || reason === 'adjust.goodwill');
  // The mail that says which tier it has reached says this too.
  if (!row || !entry || (entry.delta > 0 && row.tier_since?.getTime() === entry.at.getTime())) return null;
  const model = toMember(source, row, '/friends');
  const points = entry.measure === 'points';
  return {
    ...model,
    params: {
      ...model.params, ...correction(entry), way: entry.delta > 0 ? 'up' : 'down',
      ...(points && { total: row.way?.sums.points ?? 0 }),
    },
  };
}

/** One mail for all friends who no longer count, with the reason where it is the same for all. */
async function countLowered(source: MailSource): Promise<MailModel | null> {
  const row = await member(source);
  const friends = (await movedBy(source)).filter(({ measure }) => measure === 'qualified');
  const lost = friends.filter(({ delta }) => delta < 0);
  if (!row || lost.length === 0) return null;
  const reasons = new Set(lost.map(({ reason }) => memberReason(reason) ?? 'other'));
  const model = toMember(source, row, '/friends');
  return { ...model, params: { ...model.params, lost: lost.length, gained: friends.length - lost.length, why: reasons.size === 1 ? [...reasons][0]! : 'several' } };
}

/** Mails about a count that moved without a friend having done anything. */
export const COUNT_MAILS: readonly MailDefinition[] = [
  { topic: 'count.corrected', name: 'count_corrected', ...toldOfProgress, load: countCorrected },
  { topic: 'count.lowered', name: 'count_lowered', ...toldOfProgress, load: countLowered },
];
