import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A picture as we have encoded it. Never changed: another picture is another row, so its address can be cached for ever. */
@Entity('pictures')
@Check('ck_pictures_bytes', 'octet_length(bytes) BETWEEN 1 AND 1048576')
@Check('ck_pictures_size', 'width BETWEEN 1 AND 1600 AND height BETWEEN 1 AND 1600')
@Unique('uq_pictures_hash', ['programId', 'hash'])
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_pictures_program' })
export class Picture {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_pictures' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_pictures' }) id!: string;
  /** SHA-256 of `bytes`: the same picture is kept once. */
  @Column('bytea') hash!: Buffer;
  /** WebP. */
  @Column('bytea') bytes!: Buffer;
  @Column('int') width!: number;
  @Column('int') height!: number;
  @Column('timestamptz') createdAt!: Date;
}
