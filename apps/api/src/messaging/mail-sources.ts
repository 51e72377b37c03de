import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { Keys } from '../platform/keys.js';
import type { RelayedEvent } from '../platform/outbox/subscribers.js';
import { mailPictureUrl } from '../platform/pictures/pictures.service.js';
import { Rulebooks } from '../programs/index.js';
import type { MailBrand, MailDefinition, MailModel } from './mail-model.js';

interface ProgramRow {
  readonly slug: string;
  readonly name: string;
  readonly brand_color: string;
  readonly sender_name: string;
  readonly postal_address: string;
  readonly default_locale: string;
  readonly time_zone: string;
  readonly logo_id: string | null;
}

/** Loads what a mail says, in one read-only transaction. */
@Injectable()
export class MailSources {
  constructor(
    private readonly tx: Transactions,
    private readonly rulebooks: Rulebooks,
    private readonly keys: Keys,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @returns null when there is nothing to say any more */
  async load(programId: string, definition: MailDefinition, payload: RelayedEvent['payload']): Promise<{ brand: MailBrand; model: MailModel } | null> {
    return this.tx.readProgram(programId, async (tx) => {
      const [row] = (await tx.query(
        `SELECT slug, name, brand_color, sender_name, postal_address, default_locale, time_zone, logo_id FROM programs WHERE id = $1`, [programId])) as ProgramRow[];
      if (!row) return null;
      const brand = toBrand(row, row.logo_id && `${this.config.publicUrl}${mailPictureUrl(programId, row.logo_id)}`);
      const at = this.clock.now();
      const rulebook = () => this.rulebooks.inForce(tx, programId, at);
      const model = await definition.load({ tx, programId, brand, payload, keys: this.keys, publicUrl: this.config.publicUrl, at, rulebook });
      return model && { brand, model };
    });
  }
}

function toBrand(row: ProgramRow, logoUrl: string | null): MailBrand {
  return {
    logoUrl, slug: row.slug, name: row.name, brandColor: row.brand_color, senderName: row.sender_name,
    postalAddress: row.postal_address, defaultLocale: row.default_locale, timeZone: row.time_zone,
  };
}
