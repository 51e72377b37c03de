import { Injectable } from '@nestjs/common';
import { Accounts } from '../identity/index.js';
import { CohortMoves } from '../ledger/index.js';
import { MemberTags, Members, PeopleViews, StaffNotes } from '../members/index.js';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { derivedId } from '../platform/ids.js';
import { Cohorts } from '../programs/index.js';
import { Letters } from './letters.js';
import { AMBASSADOR, FANS, NINE, VIRAL } from './people.js';

const DAY_MS = 86_400_000;
interface Team { readonly manager: string; readonly moderator: string }

const TAGS: Readonly<Record<string, readonly string[]>> = {
  'Lena Hoffmann': ['beta reader', 'speaker'], 'Amelia Carter': ['beta reader', 'press'], 'Zofia Wiśniewska': ['beta reader'], 'Liam O’Brien': ['speaker'],
  [AMBASSADOR.name]: ['press'], 'Priya Raman': ['beta reader'], [NINE.name]: ['office visit'], 'Chiara Bianchi': ['press'],
};
/** Students, whom the brand asks for other numbers than everybody as soon as somebody sets them. */
const CAMPUS = { key: 'campus', name: { en: 'Campus', de: 'Campus' }, of: ['Hannah Schäfer', 'Daniel Kim', 'Anna Nowak', 'Felix Brandt'] };
const NOTES: readonly { readonly name: string; readonly days: number; readonly by: keyof Team; readonly text: string }[] = [
  { name: 'Lena Hoffmann', days: 40, by: 'manager', text: 'Happy to talk about the programme on stage. Ask her before the spring event.' },
  { name: 'Amelia Carter', days: 21, by: 'manager', text: 'Writes a newsletter of her own; mentions us about once a month.' },
  { name: AMBASSADOR.name, days: 9, by: 'moderator', text: 'Asked for a second box for a colleague; told him that it is one each.' },
  { name: VIRAL.name, days: 5, by: 'moderator', text: 'Shared in a large group chat, hence the many sign-ups within a minute. The ones seen so far look real.' },
];

/** What the team hears from people and keeps about them: letters, tags, notes, a cohort, and the lists it looks at. */
@Injectable()
export class Desk {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly accounts: Accounts,
    private readonly members: Members,
    private readonly tags: MemberTags,
    private readonly notes: StaffNotes,
    private readonly views: PeopleViews,
    private readonly cohorts: Cohorts,
    private readonly moves: CohortMoves,
    private readonly letters: Letters,
  ) {}

  async arrangeAll(programId: string, team: Team, today: Date): Promise<void> {
    await this.letters.writeAll(programId, team.moderator, today);
    const ids = await this.idsByName(programId);
    for (const [name, tags] of Object.entries(TAGS)) await this.at(today, 12, () => this.tags.set(programId, team.manager, ids.get(name)!, tags));
    for (const { name, days, by, text } of NOTES) {
      await this.at(today, days, () => this.notes.add(programId, team[by], { memberId: ids.get(name)! }, { id: derivedId('demo-note', programId, name), text }));
    }
    await this.gather(programId, team, ids, today);
    await this.at(today, 12, () => this.views.create(programId, team.manager, { name: 'Beta readers', filter: { tag: 'beta reader' }, sort: 'qualified.desc' }));
    await this.at(today, 6, () => this.views.create(programId, team.moderator, { name: 'Friends to look at', filter: { friends: 'held' }, sort: 'qualified.desc' }));
  }

  /** Open for the sign-up, so that the address on a poster at the university leads into it. */
  private async gather(programId: string, { manager }: Team, ids: ReadonlyMap<string, string>, today: Date): Promise<void> {
    const { key, name, of } = CAMPUS;
    await this.at(today, 1, () => this.cohorts.create(programId, manager, { key, name, openForSignup: true }));
    await this.at(today, 1, () => this.moves.move(programId, manager, {
      id: derivedId('demo-cohort', programId, key), select: { ids: of.map((one) => ids.get(one)!) }, cohort: key, reason: 'Met at the freshers’ fair; each of them studies in Berlin.' }));
  }

  private at<T>(today: Date, days: number, act: () => Promise<T>): Promise<T> {
    return this.clock.at(new Date(today.getTime() - days * DAY_MS), act);
  }

  private async idsByName(programId: string): Promise<Map<string, string>> {
    const hashes = FANS.map(({ email }) => this.accounts.hashOf(email)!);
    const found = await this.transactions.readProgram(programId, (tx) => this.members.byEmailHash(tx, programId, hashes));
    return new Map(FANS.map(({ name }, n) => [name, found.get(hashes[n]!.toString('hex'))!]));
  }
}
