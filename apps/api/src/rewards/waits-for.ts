/** What a grant that is not there yet waits for; `turn`: for others who are before it. */
export const WAITS = ['approval', 'second_approval', 'hold', 'limit', 'stock', 'budget', 'turn'] as const;
export type WaitsFor = (typeof WAITS)[number];

/** Who has approved a grant `g`. */
export const APPROVERS = `ARRAY(SELECT a.approver_id FROM grant_approvals a WHERE a.program_id = $1 AND a.grant_id = g.id ORDER BY a.at)`;

/** Whether somebody still has to approve a grant `g`. */
export const NEEDS_APPROVAL = `(g.status = 'granted' AND g.approvals_needed > (SELECT count(*) FROM grant_approvals a WHERE a.program_id = $1 AND a.grant_id = g.id))`;

const left = (pool: string) => `(SELECT p.units_left FROM pools p WHERE p.program_id = $1 AND p.id = ${pool})`;
const OWN = `d.program_id = $1 AND d.beneficiary_id IN (SELECT members_of_person($1, g.beneficiary_id)) AND d.status <> 'revoked' AND d.served_at IS NOT NULL`;
const OF_REWARD = `(SELECT count(*) FROM grants d WHERE ${OWN} AND d.reward_id = g.reward_id AND d.status <> 'expired')`;
/** On the last day on which the person got any: once another day has begun, the queue is served and nobody waits for it. */
const THAT_DAY = `(SELECT count(*) FROM (
  SELECT date_trunc('day', d.served_at AT TIME ZONE pr.time_zone) AS day FROM grants d JOIN programs pr ON pr.id = $1 WHERE ${OWN}) AS days GROUP BY day ORDER BY day DESC LIMIT 1)`;

/** Of a grant `g` of a reward `r` with its budgets (`WITH_BUDGETS`), worked out when somebody looks, so that it is never out of date. */
export const WAITS_FOR = `CASE
  WHEN ${NEEDS_APPROVAL} THEN CASE WHEN cardinality(${APPROVERS}) > 0 THEN 'second_approval' ELSE 'approval' END
  WHEN g.status = 'granted' THEN 'hold'
  WHEN g.status <> 'queued' THEN NULL
  WHEN r.max_per_member <= ${OF_REWARD} THEN 'limit'
  WHEN ${left('r.pool_id')} < 1 THEN 'stock'
  WHEN ${left('own.pool_id')} < r.cost_minor OR ${left('common.pool_id')} < r.cost_minor THEN 'budget'
  WHEN (SELECT rules.grants_per_day FROM reward_rules rules WHERE rules.program_id = $1) <= ${THAT_DAY} THEN 'limit'
  ELSE 'turn' END`;
