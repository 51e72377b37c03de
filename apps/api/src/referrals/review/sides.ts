import type { Role } from '@fanfare/contracts';
import type { Id, Signals } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import type { ReferralRow } from './referral-list.service.js';
import type { ReferralDetailResponse } from './referrals.dto.js';
import { shownPerson } from './shown-person.js';

type Sides = ReferralDetailResponse['sides'];
interface SideRow {
  readonly id: Id; readonly email: string | null; readonly joinedAt: Date | null; readonly measured: Signals | null; readonly network: Buffer | null; readonly device: Buffer | null;
  readonly counted: number; readonly waiting: number; readonly turned: number;
}

/** Who brought and who came, each with what is known of them, so that what they have in common is seen. */
export async function readSides(tx: Tx, programId: Id, role: Role, row: ReferralRow): Promise<Sides> {
  const rows = await readPeople(tx, programId, row);
  const referrer = rows.find(({ id }) => id === row.member_id);
  const friend = rows.find(({ id }) => id === row.referee_id);
  const [trace] = (await tx.query('SELECT network, device FROM signup_traces WHERE program_id = $1 AND submission_id = $2', [programId, row.id])) as Pick<SideRow, 'network' | 'device'>[];
  return {
    referrer: toSide(role, referrer?.email ?? null, referrer, referrer?.measured ?? {}),
    friend: toSide(role, row.referee_email, friend, row.signals),
    sameNetwork: same(referrer?.network, trace?.network), sameDevice: same(referrer?.device, trace?.device),
  };
}

function toSide(role: Role, address: string | null, row: SideRow | undefined, measured: Signals): Sides['friend'] {
  const { email } = shownPerson(role, { name: null, email: address });
  return {
    email, domain: email?.slice(email.lastIndexOf('@') + 1) ?? null, joinedAt: row?.joinedAt?.toISOString() ?? null, measured,
    friends: { counted: row?.counted ?? 0, waiting: row?.waiting ?? 0, turned: row?.turned ?? 0 },
  };
}

function same(a: Buffer | null | undefined, b: Buffer | null | undefined): boolean | null {
  return a && b ? a.equals(b) : null;
}

/** The own sign-up is the one that was confirmed with the address of today. Of the friends, this one is left out. */
async function readPeople(tx: Tx, programId: Id, row: ReferralRow): Promise<SideRow[]> {
  return (await tx.query(
    `SELECT m.id, i.email, m.joined_at AS "joinedAt", s.signals AS measured, t.network, t.device, brought.*
     FROM members m
     LEFT JOIN LATERAL (SELECT email, email_hash FROM identities WHERE program_id = $1 AND member_id = m.id ORDER BY created_at LIMIT 1) i ON true
     LEFT JOIN LATERAL (SELECT id, signals FROM submissions WHERE program_id = $1 AND email_hash = i.email_hash AND used_at IS NOT NULL ORDER BY created_at LIMIT 1) s ON true
     LEFT JOIN signup_traces t ON t.program_id = $1 AND t.submission_id = s.id
     CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE r.status = 'qualified')::int AS counted, count(*) FILTER (WHERE r.status IN ('pending', 'held'))::int AS waiting,
       count(*) FILTER (WHERE r.status IN ('rejected', 'reversed'))::int AS turned FROM referrals r WHERE r.program_id = $1 AND r.member_id = m.id AND r.id <> $3) brought
     WHERE m.program_id = $1 AND m.id = ANY($2)`, [programId, [row.member_id, row.referee_id].filter((id) => id !== null), row.id])) as SideRow[];
}
