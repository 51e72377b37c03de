import { Injectable } from '@nestjs/common';
import { DomainError, type Locale } from '@fanfare/contracts';
import type { Tx } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';

/** What members say of themselves. */
export interface OwnProfile {
  readonly name: string | null;
  readonly locale: Locale;
  /** Chosen for the board; null: the first word of the name. */
  readonly boardName: string | null;
  readonly boardHidden: boolean;
}

/** How members are named and spoken to, as they wish. */
@Injectable()
export class Profiles {
  /** @throws DomainError `member.not_found` for somebody who has left */
  async read(tx: Tx, programId: string, memberId: string): Promise<OwnProfile> {
    const [profile] = (await tx.query(
      'SELECT name, locale, board_name AS "boardName", board_hidden AS "boardHidden" FROM profiles WHERE program_id = $1 AND member_id = $2', [programId, memberId])) as OwnProfile[];
    if (!profile) throw new DomainError('member.not_found');
    return profile;
  }

  /** @throws as `read` */
  async write(tx: Tx, programId: string, memberId: string, profile: OwnProfile, at: Date): Promise<void> {
    const [, changed] = (await tx.query(
      'UPDATE profiles SET name = $3, locale = $4, board_name = $5, board_hidden = $6, updated_at = $7 WHERE program_id = $1 AND member_id = $2',
      [programId, memberId, profile.name, profile.locale, profile.boardName, profile.boardHidden, at])) as [unknown, number];
    if (changed === 0) throw new DomainError('member.not_found');
  }

  /** Which address of the personal page holds, and whether any does; null for somebody who has left. */
  async personalPage(tx: Tx, programId: string, memberId: string): Promise<{ readonly version: number; readonly closed: boolean } | null> {
    const [page] = (await tx.query(
      'SELECT personal_link_version AS version, personal_page_closed AS closed FROM profiles WHERE program_id = $1 AND member_id = $2', [programId, memberId])) as { version: number; closed: boolean }[];
    return page ?? null;
  }

  /** The version after this one, with the page open or closed from then on, or as it was. @throws as `read` */
  async renewPersonalPage(tx: Tx, programId: string, memberId: string, state: 'open' | 'closed' | 'as_it_was'): Promise<number> {
    const [[profile]] = (await tx.query(
      'UPDATE profiles SET personal_link_version = personal_link_version + 1, personal_page_closed = coalesce($3, personal_page_closed) WHERE program_id = $1 AND member_id = $2 RETURNING personal_link_version AS version',
      [programId, memberId, state === 'as_it_was' ? null : state === 'closed'])) as [{ version: number }[], number];
    if (!profile) throw new DomainError('member.not_found');
    return profile.version;
  }

  /** Notes that they agreed, this time. */
  async agree(tx: Tx, programId: string, memberId: string, consent: { readonly purpose: string; readonly textVersion: string; readonly source: string }, at: Date): Promise<void> {
    await tx.query(
      'INSERT INTO consents (program_id, id, member_id, purpose, text_version, source, given_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [programId, newId(), memberId, consent.purpose, consent.textVersion, consent.source, at]);
  }
}
