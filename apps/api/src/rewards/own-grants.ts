import { DomainError } from '@fanfare/contracts';
import type { StepStatus, StepWaitsFor } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import { WORTH, type Worth } from './catalogue-items.js';
import type { Needs } from './claim-needs.js';
import { SHOWN } from './deliveries/shown-answer.js';
import { HOOKED } from './deliveries/step-writes.js';
import { type GrantStatus, sourcesOf } from './grant-states.js';
import { IS_TAKEN, type ParcelOfGrant, PARCELS_OF_GRANT, STILL_HERE } from './parcels/parcel-rows.js';
import { ACCESS } from './unlocks/unlock-content.js';
import { WITH_BUDGETS } from './queue-reads.js';
import type { CodeSource, RewardKind, Texts } from './reward.entity.js';
import type { Address } from './rewards.dto.js';
import { GIVEN_BACK } from './shop/points-back.js';
import { WAITS_FOR } from './waits-for.js';

/** A member's own grant, with what its reward is and needs. */
export interface OwnGrant extends Omit<Needs, 'needsBank'> {
  readonly id: string;
  readonly rewardId: string;
  /** Whose it is: of the members that are the same person. */
  readonly memberId: string;
  readonly kind: RewardKind;
  readonly title: Texts;
  readonly description: Texts;
  readonly pictureId: string | null;
  readonly status: GrantStatus;
  readonly reason: string | null;
  readonly side: 'own' | 'friend' | null;
  /** What was paid for it; null: it was not bought. */
  readonly points: number | null;
  readonly pointsBack: boolean;
  /** Whoever bought it can still take the order back. */
  readonly cancellable: boolean;
  readonly variantLabel: string | null;
  readonly address: Address | null;
  /** Encrypted: holder and IBAN. */
  readonly bank: Buffer | null;
  readonly parcels: readonly ParcelOfGrant[];
  readonly stillHere: readonly string[];
  /** Where it was, and since when (ISO). */
  readonly steps: { status: GrantStatus; at: string }[];
  /** What it waits for, as far as a member is told: not why there is not enough. */
  readonly waitsFor: 'approval' | 'hold' | 'limit' | 'turn' | null;
  readonly heldUntil: Date | null;
  readonly claimBy: Date | null;
  readonly awardedAt: Date;
  readonly claimedAt: Date | null;
  readonly updatedAt: Date;
  /** Who brings it, and where that is; null: nobody is asked. */
  readonly delivery: { readonly provider: string; readonly status: StepStatus; readonly waitsFor: StepWaitsFor | null } | null;
  readonly worth: Worth | null;
  readonly codeSource: CodeSource | null;
  readonly hooked: boolean;
  /** What whoever gave it wants its member to see. Encrypted. */
  readonly shown: string | null;
  readonly codePrefix: string | null;
  readonly listedId: string | null;
  readonly sealed: Buffer | null;
  /** Of a gift card that was claimed: until when it works, and whether its member has looked at it. */
  readonly lastDay: string | null;
  readonly isSeen: boolean;
  /** Of a page or a file that was won: what it is, and whether its member has opened it. */
  readonly access: { readonly fileName: string | null; readonly type: string | null; readonly bytes: number | null; readonly opened: boolean } | null;
}

/** How to speak to the member. */
export interface Reader {
  readonly slug: string;
  readonly locale: string;
  readonly defaultLocale: string;
}

/** Of the program $1 and the member $2; conditions and order may follow. */
export const OWN_GRANTS = `
  SELECT g.id, g.reward_id AS "rewardId", g.beneficiary_id AS "memberId", r.kind, r.title, r.description, r.picture_id AS "pictureId", r.needs_address AS "needsAddress", r.asks_phone AS "asksPhone",
    coalesce((SELECT jsonb_agg(jsonb_build_object('id', v.id, 'label', v.label, 'isGone', v.id IS DISTINCT FROM g.variant_id AND coalesce(vp.units_left = 0, false)) ORDER BY v.place, v.id)
      FROM reward_variants v LEFT JOIN pools vp ON vp.program_id = $1 AND vp.id = v.pool_id
      WHERE v.program_id = $1 AND v.reward_id = g.reward_id AND v.retired_at IS NULL), '[]') AS variants,
    g.variant_id AS "variantId", chosen.label AS "variantLabel", g.status, g.reason, g.side, g.points, g.points IS NOT NULL AND ${GIVEN_BACK} AS "pointsBack", g.points IS NOT NULL AND NOT ${IS_TAKEN} AND g.status = ANY('{${sourcesOf('cancel').join()}}') AS cancellable, c.address, c.bank, ${PARCELS_OF_GRANT} AS parcels, ${STILL_HERE} AS "stillHere",
    coalesce((SELECT jsonb_agg(jsonb_build_object('status', s.status, 'at', to_char(s.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY s.step)
      FROM grant_steps s WHERE s.program_id = $1 AND s.grant_id = g.id
        -- Whoever is served at once has not waited.
        AND NOT (s.status = 'queued' AND EXISTS (SELECT 1 FROM grant_steps n WHERE n.program_id = $1 AND n.grant_id = g.id AND n.step = s.step + 1 AND n.at = s.at))), '[]') AS steps,
    (SELECT CASE w WHEN 'second_approval' THEN 'approval' WHEN 'stock' THEN 'turn' WHEN 'budget' THEN 'turn' ELSE w END FROM (SELECT ${WAITS_FOR} AS w) AS told) AS "waitsFor", g.held_until AS "heldUntil", g.claim_by AS "claimBy",
    (SELECT jsonb_build_object('provider', s.provider, 'status', s.status, 'waitsFor', s.waits_for) FROM reward_steps s WHERE s.program_id = $1 AND s.grant_id = g.id AND s.step <> 'reversal') AS delivery,
    ${WORTH} AS worth, r.code_source AS "codeSource", ${HOOKED} AS hooked,
    (SELECT s.known->>'${SHOWN}' FROM reward_steps s WHERE s.program_id = $1 AND s.grant_id = g.id AND s.step = 'hook') AS shown, r.code_prefix AS "codePrefix", code.id AS "listedId", code.sealed, to_char(code.last_day, 'YYYY-MM-DD') AS "lastDay", code.shown_at IS NOT NULL AS "isSeen", ${ACCESS} AS access, g.awarded_at AS "awardedAt", g.claimed_at AS "claimedAt", g.updated_at AS "updatedAt"
  FROM grants g JOIN rewards r ON r.program_id = g.program_id AND r.id = g.reward_id
    LEFT JOIN reward_variants chosen ON chosen.program_id = g.program_id AND chosen.id = g.variant_id
    LEFT JOIN claim_details c ON c.program_id = g.program_id AND c.grant_id = g.id
    ${WITH_BUDGETS}
    LEFT JOIN reward_codes code ON code.program_id = g.program_id AND code.grant_id = g.id
  WHERE g.program_id = $1 AND r.program_id = $1 AND g.beneficiary_id = ANY(ARRAY(SELECT members_of_person($1, $2)))`;

/** @throws DomainError `grant.not_found`, also of another member's */
export async function ownGrant(tx: Tx, programId: string, memberId: string, grantId: string): Promise<OwnGrant> {
  const [grant] = (await tx.query(`${OWN_GRANTS} AND g.id = $3`, [programId, memberId, grantId])) as OwnGrant[];
  if (!grant) throw new DomainError('grant.not_found');
  return grant;
}

export async function readerOf(tx: Tx, programId: string, memberId: string): Promise<Reader> {
  const [reader] = (await tx.query(
    `SELECT p.slug, p.default_locale AS "defaultLocale", coalesce(f.locale, p.default_locale) AS locale
     FROM programs p LEFT JOIN profiles f ON f.program_id = $1 AND f.member_id = $2 WHERE p.id = $1`,
    [programId, memberId])) as [Reader];
  return reader;
}

/** The member's language, else the program's, else whichever there is. */
export function inWords(texts: Texts, reader: Reader): string | null {
  return texts[reader.locale] ?? texts[reader.defaultLocale] ?? Object.values(texts)[0] ?? null;
}
