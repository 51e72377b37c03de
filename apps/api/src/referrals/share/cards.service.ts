import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Programs, type ProgramView, Rulebooks } from '../../programs/index.js';
import type { LiveLink } from '../links/link-loader.js';

/** What everybody may know of whoever shares a link. */
export interface AmbassadorCard {
  readonly code: string;
  readonly program: ProgramView;
  /** Only one chosen for others to see, and only while it is not hidden. */
  readonly name: string | null;
  readonly tier: string | null;
}

interface PersonRow {
  readonly standing: string | null;
  readonly tierId: string | null;
  readonly boardName: string | null;
  readonly boardHidden: boolean | null;
}

@Injectable()
export class Cards {
  constructor(
    private readonly transactions: Transactions,
    private readonly programs: Programs,
    private readonly rulebooks: Rulebooks,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `request.not_found` for somebody who no longer takes part, as for a code that is not known */
  async of(link: LiveLink): Promise<AmbassadorCard> {
    return this.transactions.readProgram(link.programId, async (tx) => {
      const person = await readPerson(tx, link);
      if (!person || (person.standing !== null && person.standing !== 'active')) throw new DomainError('request.not_found');
      const program = await this.programs.read(tx, link.programId);
      return { code: link.code, program, name: person.boardHidden ? null : person.boardName, tier: await this.tierName(tx, link.programId, person.tierId) };
    });
  }

  private async tierName(tx: Tx, programId: string, tierId: string | null): Promise<string | null> {
    if (tierId === null) return null;
    const { tiers } = await this.rulebooks.inForce(tx, programId, this.clock.now());
    return tiers.find((tier) => tier.id === tierId)?.name ?? null;
  }
}

async function readPerson(tx: Tx, { programId, memberId }: LiveLink): Promise<PersonRow | undefined> {
  const [row] = (await tx.query(
    `SELECT s.standing, s.tier_id AS "tierId", p.board_name AS "boardName", p.board_hidden AS "boardHidden" FROM members m
     LEFT JOIN standings s ON s.program_id = $1 AND s.member_id = m.id LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = m.id
     WHERE m.program_id = $1 AND m.id = $2`, [programId, memberId])) as PersonRow[];
  return row;
}
