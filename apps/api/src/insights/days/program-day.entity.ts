import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/**
 * What happened on one day in the program's time zone. Clicks are added every minute up to `countedUntil`; the rest is
 * zero until the day is closed, when everything is counted once more from the rows themselves and then stays.
 */
@Entity('program_days')
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_program_days_program' })
export class ProgramDay {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_program_days' }) programId!: string;
  @PrimaryColumn('date', { primaryKeyConstraintName: 'pk_program_days' }) day!: string;
  @Column('int') humanClicks!: number;
  @Column('int') machineClicks!: number;
  /** Addresses that signed up by somebody's link. */
  @Column('int') signUps!: number;
  /** Sum of the ledger's deltas: reversals count against. */
  @Column('int') qualified!: number;
  @Column('int') joined!: number;
  /** Members who reached their first tier. */
  @Column('int') promoted!: number;
  /** Members who now have brought somebody, less those who no longer have. */
  @Column('int') bringers!: number;
  /** Every click before this instant is in the rows of the program. */
  @Column('timestamptz') countedUntil!: Date;
  @Column('boolean') closed!: boolean;
}
