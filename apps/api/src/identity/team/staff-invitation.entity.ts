import type { Role } from '@fanfare/contracts';
import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Somebody asked to join the staff of a program; the mailed token is derived from `id`. */
@Entity('staff_invitations')
@Check('ck_staff_invitations_role', `role IN ('owner', 'manager', 'moderator', 'analyst', 'fulfilment')`)
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_staff_invitations_program' })
export class StaffInvitation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_staff_invitations' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_staff_invitations' }) id!: string;
  @Column('text') email!: string;
  @Column('text') role!: Role;
  @Column('uuid') invitedBy!: string;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) acceptedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) revokedAt!: Date | null;
}
