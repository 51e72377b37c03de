import pg from 'pg';

/** What the naive way came to: it must go wrong, or the race would prove nothing. */
export interface NaiveOutcome {
  readonly name: string;
  readonly rounds: number;
  /** Rounds with more than one reward. */
  readonly double: number;
  /** Rounds without a reward, although ten friends are stored. */
  readonly missed: number;
  readonly failed: number;
}

/** Rounds after which a control that never went wrong has failed. */
const PATIENCE = 2_000;

const TABLES = `
  CREATE TABLE naive_friends (round int NOT NULL, friend int NOT NULL);
  CREATE INDEX ix_naive_friends_round ON naive_friends (round);
  CREATE TABLE naive_rewards (round int NOT NULL)`;

/**
 * What a referral program does that counts rows: insert the friend, `count(*)`, reward at ten; READ COMMITTED, tables
 * of its own, no lock. Raced like the real one, on as many connections.
 */
export async function raceNaively(adminUrl: string, rounds: number): Promise<NaiveOutcome[]> {
  const pools = [0, 1].map(() => new pg.Pool({ connectionString: adminUrl, max: 8 }));
  try {
    await pools[0]!.query(TABLES);
    return [
      await raceRounds(pools, { name: 'naive: #10, 16 at once', first: 0, rounds: Math.ceil(rounds / 2), before: 9, together: 16 }),
      await raceRounds(pools, { name: 'naive: #9 and #10 together', first: PATIENCE + rounds, rounds: Math.floor(rounds / 2), before: 8, together: 2 }),
    ];
  } finally {
    await pools[0]!.query('DROP TABLE IF EXISTS naive_friends, naive_rewards');
    await Promise.all(pools.map((pool) => pool.end()));
  }
}

interface NaiveRounds {
  readonly name: string;
  readonly first: number;
  readonly rounds: number;
  readonly before: number;
  readonly together: number;
}

async function raceRounds(pools: readonly pg.Pool[], { name, first, rounds, before, together }: NaiveRounds): Promise<NaiveOutcome> {
  const total = { name, rounds: 0, double: 0, missed: 0, failed: 0 };
  // A machine at rest or a busy one may let several rounds pass in order: it goes on until it has gone wrong once.
  for (let round = first; total.rounds < rounds || (total.double + total.missed === 0 && total.rounds < PATIENCE); round++) {
    total.rounds += 1;
    await pools[0]!.query('INSERT INTO naive_friends SELECT $1, friend FROM generate_series(1, $2) AS f (friend)', [round, before]);
    const done = await Promise.allSettled(Array.from({ length: together }, (_, friend) => countNaively(pools[friend % 2]!, round, before + 1 + friend)));
    total.failed += done.filter((result) => result.status === 'rejected').length;
    const { rows } = await pools[0]!.query<{ rewards: number }>('SELECT count(*)::int AS rewards FROM naive_rewards WHERE round = $1', [round]);
    if (rows[0]!.rewards > 1) total.double += 1;
    if (rows[0]!.rewards === 0) total.missed += 1;
  }
  return total;
}

async function countNaively(pool: pg.Pool, round: number, friend: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('INSERT INTO naive_friends VALUES ($1, $2)', [round, friend]);
    const { rows } = await client.query<{ friends: number }>('SELECT count(*)::int AS friends FROM naive_friends WHERE round = $1', [round]);
    if (rows[0]!.friends === 10) await client.query('INSERT INTO naive_rewards VALUES ($1)', [round]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
