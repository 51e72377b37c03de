import type { Tx } from '../platform/database/transactions.js';

/** An identity that wants to count: for a referral, or only as having joined (null). */
export interface Claim {
  readonly identityHash: Buffer;
  readonly referralId: string | null;
  /** The person's own word, after they had joined without a referrer. */
  readonly late: boolean;
}

/**
 * Notes that these people were there before anybody could bring them: none of them is ever counted. Who has a claim already
 * keeps it. @returns hex of the hashes that are new
 */
export async function claimAsImported(tx: Tx, programId: string, hashes: readonly Buffer[], at: Date): Promise<Set<string>> {
  if (hashes.length === 0) return new Set();
  const rows = (await tx.query(
    `INSERT INTO identity_claims (program_id, identity_hash, referral_id, source, at)
     SELECT $1, hash, NULL, 'imported', $3 FROM unnest($2::bytea[]) WITH ORDINALITY AS c (hash, n) ORDER BY n
     ON CONFLICT (program_id, identity_hash) DO NOTHING RETURNING identity_hash AS hash`,
    [programId, hashes.toSorted(Buffer.compare), at])) as { hash: Buffer }[];
  return new Set(rows.map((row) => row.hash.toString('hex')));
}

/** What came of a claim; imported: lost to an existing customer's, brought in before anybody could be counted. */
export type ClaimOutcome = 'won' | 'lost' | 'imported';

/**
 * The first confirmation of an identity in a program wins, for ever; where it had no referrer, one late claim may. Taken in the order of the hashes, so that two
 * batches can wait for each other but never in a circle.
 * @returns for each claim, in its order, what came of it
 */
export async function takeClaims(tx: Tx, programId: string, claims: readonly Claim[], at: Date): Promise<ClaimOutcome[]> {
  if (claims.length === 0) return [];
  const sorted = claims.toSorted((a, b) => Buffer.compare(a.identityHash, b.identityHash));
  await tx.query(
    `INSERT INTO identity_claims (program_id, identity_hash, referral_id, source, at)
     SELECT $1, hash, referral, 'joined', $4 FROM unnest($2::bytea[], $3::uuid[]) WITH ORDINALITY AS c (hash, referral, n) ORDER BY n
     ON CONFLICT (program_id, identity_hash) DO NOTHING`,
    [programId, sorted.map((c) => c.identityHash), sorted.map((c) => c.referralId), at],
  );
  await takeLate(tx, programId, sorted.filter((c) => c.late), at);
  const rows = (await tx.query('SELECT identity_hash, referral_id, source FROM identity_claims WHERE program_id = $1 AND identity_hash = ANY($2)', [
    programId,
    claims.map((c) => c.identityHash),
  ])) as { identity_hash: Buffer; referral_id: string | null; source: 'joined' | 'imported' }[];
  const winners = new Map(rows.map((row) => [row.identity_hash.toString('hex'), row]));
  return claims.map((c) => {
    const winner = winners.get(c.identityHash.toString('hex'));
    if (winner?.source === 'imported') return 'imported';
    return c.referralId !== null && winner?.referral_id === c.referralId ? 'won' : 'lost';
  });
}

/** The row says whether it is still to be had: whoever comes second finds it taken. */
async function takeLate(tx: Tx, programId: string, claims: readonly Claim[], at: Date): Promise<void> {
  for (const claim of claims) {
    await tx.query(
      `UPDATE identity_claims SET referral_id = $3, named_at = $4
       WHERE program_id = $1 AND identity_hash = $2 AND referral_id IS NULL AND named_at IS NULL AND source = 'joined'`, [programId, claim.identityHash, claim.referralId, at]);
  }
}

/**
 * A person is known by another address: what the old one has claimed, the new one has claimed too, and keeps what it had claimed
 * itself. The old claim stays, so that whoever confirms the old address later is nobody new, and has been asked who invited them:
 * one person answers once, at the address that is theirs. Back at one that they left at `leftAt` they are asked as they were at the other.
 */
export async function moveClaim(tx: Tx, programId: string, { from, to, leftAt }: { readonly from: Buffer; readonly to: Buffer; readonly leftAt: Date | null }, at: Date): Promise<void> {
  await tx.query(`INSERT INTO identity_claims (program_id, identity_hash, source, at) VALUES ($1, $2, 'joined', $3) ON CONFLICT DO NOTHING`, [programId, from, at]);
  await tx.query('SELECT 1 FROM identity_claims WHERE program_id = $1 AND identity_hash = $2 FOR UPDATE', [programId, from]); // an answer under way is copied, too
  await tx.query(
    `INSERT INTO identity_claims AS c (program_id, identity_hash, referral_id, source, at, named_at)
     SELECT program_id, $3, referral_id, source, at, named_at FROM identity_claims WHERE program_id = $1 AND identity_hash = $2
     ON CONFLICT (program_id, identity_hash) DO UPDATE SET
       referral_id = coalesce(c.referral_id, EXCLUDED.referral_id), at = least(c.at, EXCLUDED.at),
       source = CASE WHEN 'imported' IN (c.source, EXCLUDED.source) THEN 'imported' ELSE 'joined' END,
       named_at = CASE WHEN 'imported' IN (c.source, EXCLUDED.source) THEN NULL WHEN c.referral_id IS NULL AND c.named_at = $4 THEN EXCLUDED.named_at ELSE coalesce(c.named_at, EXCLUDED.named_at) END`,
    [programId, from, to, leftAt]);
  await tx.query(
    `UPDATE identity_claims SET named_at = $3 WHERE program_id = $1 AND identity_hash = $2 AND referral_id IS NULL AND named_at IS NULL AND source = 'joined'`, [programId, from, at]);
}
