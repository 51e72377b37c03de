/** What is read of one book; `$1` is the program, `$2` the member. Older facts and entries are in the member's own export. */
const LINES = 500;
const OF_MEMBER = 'program_id = $1 AND member_id = $2';

export const FACTS = `SELECT seq, key, kind, version, at, body FROM facts WHERE ${OF_MEMBER} ORDER BY seq DESC LIMIT ${LINES}`;

/** The first entry follows 32 zero bytes. The oldest of a longer book that is shown is taken at its word; `npm run verify` is not. */
export const ENTRIES = `SELECT seq, fact_seq AS "factSeq", version, measure, delta, referral_id AS "referralId", from_status AS "fromStatus", to_status AS "toStatus", reason, evidence,
    effective_at AS "effectiveAt", encode(hash, 'hex') AS hash,
    prev_hash = coalesce(lead(hash) OVER (ORDER BY seq DESC), CASE seq WHEN 1 THEN decode(repeat('00', 32), 'hex') ELSE prev_hash END) AS chained
  FROM (SELECT * FROM ledger_entries WHERE ${OF_MEMBER} ORDER BY seq DESC LIMIT ${LINES}) e ORDER BY seq DESC`;

export const LINKS = `WITH own AS (SELECT id, code, channel, created_at FROM links WHERE ${OF_MEMBER}),
    visits AS (
      SELECT link_id, count(*) FILTER (WHERE machine IS NULL)::int AS human, count(*) FILTER (WHERE machine IS NOT NULL)::int AS machine
      FROM clicks WHERE program_id = $1 AND link_id IN (SELECT id FROM own) GROUP BY link_id),
    sent AS (SELECT link_id, count(*)::int AS signups FROM submissions WHERE program_id = $1 AND referrer_id = $2 GROUP BY link_id)
  SELECT own.id, own.code, own.channel, own.created_at AS "createdAt", coalesce(human, 0) AS human, coalesce(machine, 0) AS machine, coalesce(signups, 0) AS signups
  FROM own LEFT JOIN visits ON visits.link_id = own.id LEFT JOIN sent ON sent.link_id = own.id ORDER BY own.created_at, own.id`;

export const AWARDS = `SELECT subject_id AS "subjectId", ordinal, side, earned_as AS "earnedAs", threshold, status, since FROM awards
  WHERE ${OF_MEMBER} ORDER BY since, subject_id, ordinal`;

export const GRANTS = `SELECT g.id, g.reward_id AS "rewardId", r.title, g.status, g.reason, g.subject_id IS NULL AND g.points IS NULL AS "byHand", g.points, g.awarded_at AS "awardedAt", g.updated_at AS "updatedAt"
  FROM grants g JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id WHERE g.program_id = $1 AND g.beneficiary_id = $2 ORDER BY g.awarded_at DESC, g.id DESC`;

export const EVENTS = `SELECT e.id, e.title, e.starts_at AS "startsAt", e.status, i.status AS answer, i.guests, i.checked_in_at AS "checkedInAt"
  FROM invitations i JOIN events e ON e.program_id = $1 AND e.id = i.event_id WHERE i.program_id = $1 AND i.member_id = $2 ORDER BY e.starts_at DESC, e.id`;

export const MESSAGES = `SELECT id, text, created_at AS "createdAt", answer, answered_at AS "answeredAt" FROM team_messages WHERE ${OF_MEMBER} ORDER BY created_at DESC, id DESC LIMIT 50`;
