import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DomainError, type Locale } from '@fanfare/contracts';
import { LRUCache } from 'lru-cache';
import { announceLinkChange } from '../platform/database/link-changes.js';
import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { Brands } from '../platform/pages/brands.js';
import { PictureUses } from '../platform/pictures/picture-uses.js';
import { assertPictureExists, readPictures, type ShownPicture } from '../platform/pictures/pictures.service.js';
import { Program } from './program.entity.js';
import { hostOf, type SettingsRequest } from './programs.dto.js';

/** A program as others see it. */
export interface ProgramView extends Readonly<Program> {
  readonly logo: ShownPicture | null;
  readonly landingPicture: ShownPicture | null;
}

const SLUG = /^[a-z0-9](?:[a-z0-9-]{1,78}[a-z0-9])$/;

/** Programs by slug and id, and what staff may set of them. */
@Injectable()
export class Programs implements OnModuleInit {
  /** A slug is never given to another program, so what was found once holds. */
  private readonly idsBySlug = new LRUCache<string, string>({ max: 1000 });

  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly brands: Brands,
    private readonly pictureUses: PictureUses,
  ) {}

  onModuleInit(): void {
    for (const column of ['logo_id', 'landing_picture_id']) this.pictureUses.register({ table: 'programs', column });
    this.brands.register((slug) => this.bySlug(slug).catch((error: unknown) => {
      if (error instanceof DomainError) return null;
      throw error;
    }));
  }

  /** @throws DomainError `program.not_found` */
  async bySlug(slug: string): Promise<ProgramView> {
    const id = this.idsBySlug.get(slug) ?? (SLUG.test(slug) ? await this.lookUp(slug) : null);
    if (!id) throw new DomainError('program.not_found');
    this.idsBySlug.set(slug, id);
    return this.byId(id);
  }

  /** @throws DomainError `program.not_found` */
  async byId(id: string): Promise<ProgramView> {
    return this.transactions.readProgram(id, (tx) => this.read(tx, id));
  }

  /** As `byId`, in a transaction that has entered the program. */
  async read(tx: Tx, id: string): Promise<ProgramView> {
    const program = await tx.getRepository(Program).findOneBy({ id });
    if (!program) throw new DomainError('program.not_found');
    const pictures = await readPictures(tx, id, [program.logoId, program.landingPictureId]);
    return { ...program, logo: pictures.get(program.logoId ?? '') ?? null, landingPicture: pictures.get(program.landingPictureId ?? '') ?? null };
  }

  /** The ids of all programs. */
  async list(): Promise<string[]> {
    const rows = await this.transactions.inDirectory((tx): Promise<{ program_id: string }[]> => tx.query('SELECT program_id FROM program_slugs ORDER BY program_id'));
    return rows.map((row) => row.program_id);
  }

  /** Replaces what staff may set. The audit names the fields that changed, not their content. @throws DomainError `program.not_found`, `picture.not_found` */
  async update(programId: string, actorId: string, request: SettingsRequest): Promise<ProgramView> {
    const settings = { ...request, allowedHosts: [...new Set(request.allowedHosts.map((text) => hostOf(text)!))] };
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await this.read(tx, programId);
      await assertPictureExists(tx, programId, settings.logoId, 'logoId');
      await assertPictureExists(tx, programId, settings.landingPictureId, 'landingPictureId');
      await tx.getRepository(Program).update({ id: programId }, settings);
      const changed = (Object.keys(settings) as (keyof SettingsRequest)[]).filter((key) => JSON.stringify(settings[key]) !== JSON.stringify(before[key]));
      await audit(tx, programId, { actorId, action: 'program.settings_changed', subjectId: programId, detail: { changed, status: settings.status } }, at);
      await announceLinkChange(tx, { programId });
      return this.read(tx, programId);
    });
  }

  private async lookUp(slug: string): Promise<string | null> {
    const rows = await this.transactions.inDirectory((tx): Promise<{ program_id: string }[]> => tx.query('SELECT program_id FROM program_slugs WHERE slug = $1', [slug]));
    return rows[0]?.program_id ?? null;
  }
}

/** The language a program speaks to somebody in, from what they ask for. */
export function programLocales(program: ProgramView): readonly Locale[] {
  return program.locales.includes(program.defaultLocale) ? program.locales : [program.defaultLocale, ...program.locales];
}

/** The picture of a program that a shared link to one of its pages shows. */
export function programImage(program: ProgramView, locale: Locale): { path: string; alt: string } {
  return { path: `/og/${program.slug}.png?lang=${locale}`, alt: program.name };
}
