import { DomainError } from '@fanfare/contracts';
import type { Tx } from '../../platform/database/transactions.js';
import type { RewardKind } from '../reward.entity.js';
import type { UnlockRequest } from '../rewards.dto.js';

/** What a reward `r` of the program $1 opens, for staff: and how many of those who have it have opened it. */
export const UNLOCK = `(SELECT jsonb_build_object('title', u.title, 'text', u.text,
    'file', CASE WHEN f.id IS NOT NULL THEN jsonb_build_object('id', f.id, 'name', f.name, 'type', f.type, 'bytes', octet_length(f.bytes)) END,
    'openedBy', opened.members, 'openings', opened.times)
  FROM reward_unlocks u LEFT JOIN unlock_files f ON f.program_id = $1 AND f.id = u.file_id
    CROSS JOIN LATERAL (SELECT count(*)::int AS members, coalesce(sum(o.times), 0)::int AS times FROM unlock_openings o JOIN grants g ON g.program_id = $1 AND g.id = o.grant_id AND g.reward_id = r.id WHERE o.program_id = $1) AS opened
  WHERE u.program_id = $1 AND u.reward_id = r.id)`;

/** What the grant `g` of the reward `r` opens, for its member. */
export const ACCESS = `CASE WHEN r.kind = 'unlock' THEN (SELECT jsonb_build_object('fileName', f.name, 'type', f.type, 'bytes', octet_length(f.bytes),
    'opened', EXISTS (SELECT 1 FROM unlock_openings o WHERE o.program_id = $1 AND o.grant_id = g.id))
  FROM reward_unlocks u LEFT JOIN unlock_files f ON f.program_id = $1 AND f.id = u.file_id WHERE u.program_id = $1 AND u.reward_id = r.id) END`;

/** Says what a reward opens. The reward is locked. @throws DomainError `request.invalid`, `unlock.file_not_found` */
export async function saveUnlock(tx: Tx, programId: string, rewardId: string, kind: RewardKind, unlock: UnlockRequest | null): Promise<void> {
  if (kind !== 'unlock') {
    if (unlock) throw new DomainError('request.invalid', {}, [{ field: 'unlock', code: 'not_of_kind', message: 'only a reward of the kind unlock opens something' }]);
    return;
  }
  if (!unlock || (unlock.fileId === null && Object.keys(unlock.text).length === 0)) {
    throw new DomainError('request.invalid', {}, [{ field: 'unlock.text', code: 'required', message: 'say what it opens: a text or a file' }]);
  }
  await assertFileExists(tx, programId, unlock.fileId);
  await tx.query(
    `INSERT INTO reward_unlocks (program_id, reward_id, title, text, file_id) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (program_id, reward_id) DO UPDATE SET title = EXCLUDED.title, text = EXCLUDED.text, file_id = EXCLUDED.file_id`,
    [programId, rewardId, JSON.stringify(unlock.title), JSON.stringify(unlock.text), unlock.fileId]);
}

async function assertFileExists(tx: Tx, programId: string, fileId: string | null): Promise<void> {
  if (fileId === null) return;
  const rows = (await tx.query('SELECT 1 FROM unlock_files WHERE program_id = $1 AND id = $2 FOR KEY SHARE', [programId, fileId])) as unknown[];
  if (rows.length === 0) throw new DomainError('unlock.file_not_found', {}, [{ field: 'unlock.fileId', code: 'unknown', message: 'is no file of this program' }]);
}
