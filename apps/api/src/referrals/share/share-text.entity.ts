import type { Locale } from '@fanfare/contracts';
import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { ShareChannel } from './share.dto.js';

/** What a program proposes to say where a link is shared, in its own words. */
@Entity('share_texts')
@Check('ck_share_texts_text', 'char_length(text) BETWEEN 1 AND 280')
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_share_texts_program' })
export class ShareText {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_share_texts' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_share_texts' }) locale!: Locale;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_share_texts' }) channel!: ShareChannel;
  /** With `{link}` and perhaps `{name}` to be filled in. */
  @Column('text') text!: string;
}
