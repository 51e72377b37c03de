import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../platform/database/transactions.js';
import { type DataSubject, type PersonalDataKeeper, PersonalDataKeepers } from '../../platform/personal-data.js';

/** Lines of files that name a member and have not been forgotten yet. */
@Injectable()
export class ImportData implements PersonalDataKeeper, OnModuleInit {
  readonly turn = 4;

  constructor(private readonly keepers: PersonalDataKeepers) {}

  onModuleInit(): void {
    this.keepers.register(this);
  }

  async collect(tx: Tx, subject: DataSubject): Promise<Record<string, unknown>> {
    return { importedLines: await tx.query(`SELECT line, cells FROM people_import_rows WHERE ${NAMES_THEM} AND cells IS NOT NULL ORDER BY import_id, line`, parametersOf(subject)) };
  }

  async erase(tx: Tx, subject: DataSubject): Promise<void> {
    await tx.query(`DELETE FROM people_import_rows WHERE ${NAMES_THEM}`, parametersOf(subject));
  }
}

/** By the hash once the line was checked, before by the address as it stands there. */
const NAMES_THEM = `program_id = $1 AND (email_hash = ANY($2) OR (cells IS NOT NULL AND EXISTS (SELECT 1 FROM unnest(cells) AS c (cell) WHERE lower(btrim(c.cell)) = ANY($3))))`;

function parametersOf({ programId, addresses }: DataSubject): unknown[] {
  return [programId, addresses.map(({ hash }) => hash), addresses.map(({ email }) => email.toLowerCase())];
}
