import { Injectable } from '@nestjs/common';
import { DomainError, type Locale } from '@fanfare/contracts';
import { type PresetName, PRESETS, type Rulebook, tenFriends, type TenFriendsIds } from '@fanfare/domain';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import { assertNotReserved } from './slugs.js';

export interface NewProgram {
  readonly slug: string;
  readonly name: string;
  readonly locale: Locale;
  /** IANA name. */
  readonly timeZone: string;
  readonly senderName: string;
  readonly postalAddress: string;
  /** `#rrggbb` */
  readonly brandColor?: string;
  /** Checks that are tried; without it the few of the template. */
  readonly preset?: PresetName;
  /** What gives points; without it nothing does. */
  readonly points?: Rulebook['points'];
}
export interface NewProgramIds extends TenFriendsIds {
  readonly programId: string;
}

const DEFAULT_BRAND_COLOR = '#0b5d4b';
const SIZES = ['XS', 'S', 'M', 'L', 'XL', 'XXL'];

/** Makes programs that work from the first minute: rules, tiers, milestones, rewards. */
@Injectable()
export class ProgramTemplates {
  constructor(private readonly transactions: Transactions) {}

  /**
   * "Newsletter: ten friends", whole or not at all.
   * @param ids fixed ids for a story that is told again; new ones otherwise
   * @throws DomainError `program.slug_taken`, `request.invalid` for a reserved slug
   */
  async createFromTemplate(program: NewProgram, at: Date, ids: NewProgramIds = newProgramIds()): Promise<NewProgramIds> {
    await this.transactions.inProgram(ids.programId, (tx) => this.create(tx, program, at, ids));
    return ids;
  }

  /** As `createFromTemplate`, in a transaction that has entered the new program and does more. */
  async create(tx: Tx, program: NewProgram, at: Date, ids: NewProgramIds): Promise<void> {
    assertNotReserved(program.slug);
    await takeSlug(tx, program.slug, ids.programId, at);
    await insertProgram(tx, program, ids.programId, at);
    await insertRewards(tx, ids, at);
    await insertRulebook(tx, program, ids, at);
  }
}

export function newProgramIds(): NewProgramIds {
  return {
    programId: newId(),
    tiers: { ambassador: newId(), gold: newId(), platinum: newId() },
    milestones: { stickers: newId(), discountCode: newId(), welcomeBox: newId(), listeningSession: newId() },
    rewards: { stickers: newId(), discountCode: newId(), welcomeBox: newId(), listeningSession: newId() },
  };
}

/** Who takes the same slug at the same time waits, and is refused if this transaction holds. */
async function takeSlug(tx: Tx, slug: string, programId: string, at: Date): Promise<void> {
  const taken = (await tx.query('INSERT INTO program_slugs (slug, program_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING slug', [slug, programId, at])) as unknown[];
  if (taken.length === 0) throw new DomainError('program.slug_taken');
}

async function insertProgram(tx: Tx, p: NewProgram, programId: string, at: Date): Promise<void> {
  await tx.query(
    `INSERT INTO programs (id, slug, name, status, default_locale, locales, time_zone, brand_color, sender_name, postal_address, landing, destination, allowed_hosts, created_at)
     VALUES ($1, $2, $3, 'active', $4, $5, $6, $7, $8, $9, '{}', NULL, '{}', $10)`,
    [programId, p.slug, p.name, p.locale, [p.locale], p.timeZone, p.brandColor ?? DEFAULT_BRAND_COLOR, p.senderName, p.postalAddress, at]);
}

/** Here and not in the rewards context, because rules and the rewards they name must appear in one transaction. */
async function insertRewards(tx: Tx, { programId, rewards }: NewProgramIds, at: Date): Promise<void> {
  const rows = [
    { id: rewards.stickers, kind: 'swag', title: { en: 'Stickers', de: 'Sticker' }, description: { en: 'A sheet of stickers, by post.', de: 'Ein Bogen Sticker, per Post.' }, address: true, sizes: [] },
    { id: rewards.discountCode, kind: 'discount_code', title: { en: 'Discount code', de: 'Rabattcode' }, description: { en: 'A personal code, for one use.', de: 'Ein persönlicher Code, einmal einzulösen.' }, address: false, sizes: [] },
    { id: rewards.welcomeBox, kind: 'swag', title: { en: 'Welcome box', de: 'Willkommensbox' }, description: { en: 'A box for new ambassadors, with a shirt in your size.', de: 'Eine Box für neue Ambassadors, mit einem Shirt in deiner Größe.' }, address: true, sizes: SIZES },
    { id: rewards.listeningSession, kind: 'event_seat', title: { en: 'Listening session', de: 'Listening Session' }, description: { en: 'A seat at a session with the team.', de: 'Ein Platz bei einer Session mit dem Team.' }, address: false, sizes: [] },
  ];
  for (const row of rows) {
    await tx.query(
      `INSERT INTO rewards (program_id, id, kind, title, description, needs_address, code_source, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [programId, row.id, row.kind, JSON.stringify(row.title), JSON.stringify(row.description), row.address, row.kind === 'discount_code' ? 'made' : null, at]);
    for (const [place, size] of row.sizes.entries()) {
      await tx.query('INSERT INTO reward_variants (program_id, id, reward_id, label, place) VALUES ($1, $2, $3, $4, $5)', [programId, newId(), row.id, size, place]);
    }
  }
}

async function insertRulebook(tx: Tx, { preset, points }: NewProgram, ids: NewProgramIds, at: Date): Promise<void> {
  const { version, ...body } = { ...tenFriends(ids, preset && PRESETS[preset]), ...(points && { points: [...points] }) };
  await tx.query(
    `INSERT INTO rulebooks (program_id, version, body, mode, keep_tiers, effective_at, published_at) VALUES ($1, $2, $3, 'from_now', true, $4, $4)`,
    [ids.programId, version, JSON.stringify(body), at]);
}
