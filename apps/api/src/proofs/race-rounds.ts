import type { Caller } from './caller.js';
import { difference, due, held } from './awards-due.js';
import type { Fan, OpenSignUp, ProofProgram } from './proof-program.js';
import { addresses, VARIANTS, type Variant } from './race-variants.js';

/** What rounds of one kind came to. */
export interface Outcome {
  readonly name: string;
  rounds: number;
  /** Awards, grants or events that were there too often. */
  double: number;
  /** Awards, grants or events that were due and not there, and confirmations that were answered and are not there. */
  missed: number;
  /** Requests without the answer they should have had. */
  failed: number;
  /** What went wrong, for the first few. */
  readonly examples: string[];
  /** Of every request, in milliseconds. */
  readonly times: number[];
}

export const outcomeOf = (name: string): Outcome => ({ name, rounds: 0, double: 0, missed: 0, failed: 0, examples: [], times: [] });

const PREPARED = 14; // rounds whose fans are written in one transaction
const EXAMPLES = 5;

/**
 * Races confirmations for the tenth friend: all requests of a round are sent before the first is answered, spread over
 * the processes, and afterwards the database is asked what became of it.
 * @param processes one caller per API process
 * @param random decides which process gets which request
 */
export async function race(program: ProofProgram, processes: readonly Caller[], rounds: number, random: () => number): Promise<Outcome[]> {
  const outcomes = VARIANTS.map(({ name }) => outcomeOf(name));
  for (let first = 0; first < rounds; first += PREPARED) {
    const chosen = Array.from({ length: Math.min(PREPARED, rounds - first) }, (_, index) => (first + index) % VARIANTS.length);
    const fans = await program.fans(chosen.map((variant) => VARIANTS[variant]!.before));
    for (const [index, variant] of chosen.entries()) {
      await raceOnce(program, processes, { variant: VARIANTS[variant]!, fan: fans[index]!, number: first + index, random }, outcomes[variant]!);
    }
  }
  return outcomes;
}

interface Round { readonly variant: Variant; readonly fan: Fan; readonly number: number; readonly random: () => number }

async function raceOnce(program: ProofProgram, processes: readonly Caller[], round: Round, outcome: Outcome): Promise<void> {
  const { variant } = round;
  const signUps = await program.signUps(round.fan, addresses(round.number, variant));
  const shots = signUps.flatMap((signUp) => Array<OpenSignUp>(variant.requests).fill(signUp));
  const offset = Math.floor(round.random() * processes.length);
  const acknowledged = new Set<string>();
  await Promise.all(shots.map(async ({ id, token }, index) => {
    try {
      const answer = await processes[(index + offset) % processes.length]!.post('/api/v1/public/confirmations', { token });
      outcome.times.push(answer.ms);
      if (answer.status < 300) acknowledged.add(id);
      else if (!(variant.requests > 1 && answer.status === 410)) fail(outcome, `answered ${answer.status} ${JSON.stringify(answer.body)}`);
    } catch (error) {
      fail(outcome, (error as Error).message);
    }
  }));
  outcome.rounds += 1;
  await judge(program, round, acknowledged, outcome);
}

/** Compares what is stored with what is due, and with what was answered. */
async function judge(program: ProofProgram, { variant: { before, people }, fan }: Round, acknowledged: ReadonlySet<string>, outcome: Outcome): Promise<void> {
  const wanted = due(program.rulebook, before + people);
  const { found, confirmed } = await program.read(async (tx) => ({
    found: await held(tx, program.id, fan.memberId),
    confirmed: (await tx.query(
      `SELECT r.id FROM referrals r JOIN submissions s ON s.program_id = $1 AND s.id = r.id AND s.used_at IS NOT NULL
       WHERE r.program_id = $1 AND r.member_id = $2`, [program.id, fan.memberId])) as { id: string }[],
  }));
  const { double, missed } = difference(wanted, found);
  const stored = new Set(confirmed.map((row) => row.id));
  missed.push(...[...acknowledged].filter((id) => !stored.has(id)).map((id) => `acknowledged ${id}`));
  double.push(...[...stored].filter((id) => !acknowledged.has(id)).map((id) => `never acknowledged ${id}`));
  outcome.double += double.length;
  outcome.missed += missed.length;
  for (const what of double) note(outcome, `double: ${what}`);
  for (const what of missed) note(outcome, `missed: ${what}`);
}

function fail(outcome: Outcome, what: string): void {
  outcome.failed += 1;
  note(outcome, `failed: ${what}`);
}

function note(outcome: Outcome, what: string): void {
  if (outcome.examples.length < EXAMPLES) outcome.examples.push(`round ${outcome.rounds}: ${what}`);
}
