import type { Role } from '@fanfare/contracts';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What an account is in a program: a member, staff with a role, or both. */
@Entity('account_programs')
@Check('ck_account_programs_role', `role IN ('owner', 'manager', 'moderator', 'analyst', 'fulfilment')`)
@Index('ix_account_programs_program', ['programId'])
@ForeignKey('Account', ['accountId'], ['id'], { name: 'fk_account_programs_account', onDelete: 'CASCADE' })
export class AccountProgram {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_account_programs' }) accountId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_account_programs' }) programId!: string;
  @Column('uuid', { nullable: true }) memberId!: string | null;
  @Column('text', { nullable: true }) role!: Role | null;
}
