import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

export const DOMAIN_LISTS = ['banned', 'disposable'] as const;
export type DomainListKind = (typeof DOMAIN_LISTS)[number];

/** Mail domains that staff named, beside the list that comes with the product. A domain stands for all that lie under it. */
@Entity('domain_lists')
@Check('ck_domain_lists_kind', `kind IN ('banned', 'disposable')`)
@Check('ck_domain_lists_version', 'version > 0')
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_domain_lists_program' })
export class DomainList {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_domain_lists' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_domain_lists' }) kind!: DomainListKind;
  /** ASCII, sorted. */
  @Column('text', { array: true }) domains!: string[];
  /** Named in every measurement taken with it. */
  @Column('int') version!: number;
  @Column('timestamptz') updatedAt!: Date;
  @Column('uuid', { nullable: true }) updatedBy!: string | null;
}
