import type { Locale } from '@fanfare/contracts';
import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** What the sign-up page says in one language, in the program's own words. */
export interface LandingText {
  readonly title: string;
  readonly body: string;
}

/** One ambassador programme: its brand, languages and where its links may lead. */
@Entity('programs')
@Check('ck_programs_status', `status IN ('active', 'paused')`)
@Check('ck_programs_brand_color', `brand_color ~ '^#[0-9a-f]{6}$'`)
@Check('ck_programs_review_target', 'review_target_hours BETWEEN 1 AND 720')
@Check('ck_programs_appeal_target', 'appeal_target_days BETWEEN 1 AND 60')
@ForeignKey('Picture', ['id', 'logoId'], ['programId', 'id'], { name: 'fk_programs_logo' })
@ForeignKey('Picture', ['id', 'landingPictureId'], ['programId', 'id'], { name: 'fk_programs_landing_picture' })
export class Program {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_programs' }) id!: string;
  /** A copy for reading; `program_slugs` decides. */
  @Column('text') slug!: string;
  @Column('text') name!: string;
  /** Paused: no new sign-ups; earlier ones can still be confirmed. */
  @Column('text') status!: 'active' | 'paused';
  @Column('text') defaultLocale!: Locale;
  @Column('text', { array: true }) locales!: Locale[];
  /** IANA name; days and limits per day are counted in it. */
  @Column('text') timeZone!: string;
  @Column('text') brandColor!: string;
  @Column('text') senderName!: string;
  /** Stands under every mail that is not asked for. */
  @Column('text') postalAddress!: string;
  /** Per language; where one is missing the product's own words stand. */
  @Column('jsonb') landing!: Partial<Record<Locale, LandingText>>;
  /** Beside the name wherever the program shows itself; null: its initial on its colour. */
  @Column('uuid', { nullable: true }) logoId!: string | null;
  /** On the sign-up page. */
  @Column('uuid', { nullable: true }) landingPictureId!: string | null;
  /** The brand's own sign-up page; null: ours. */
  @Column('text', { nullable: true }) destination!: string | null;
  /** Hosts that links may lead to, as `URL.host` writes them. */
  @Column('text', { array: true }) allowedHosts!: string[];
  /** Whether search engines may list the board and members' cards, with the names they chose. */
  @Column('boolean', { default: false }) membersListed!: boolean;
  /** Within how many hours somebody should have looked at a held friend. */
  @Column('int', { default: 24 }) reviewTargetHours!: number;
  /** Within how many days an appeal is answered; each appeal keeps the time it was given. */
  @Column('int', { default: 7 }) appealTargetDays!: number;
  @Column('timestamptz') createdAt!: Date;
}

/** Which program an address name belongs to. Directory table. */
@Entity('program_slugs')
@Unique('uq_program_slugs_program', ['programId'])
export class ProgramSlug {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_program_slugs' }) slug!: string;
  @Column('uuid') programId!: string;
  @Column('timestamptz') createdAt!: Date;
}
