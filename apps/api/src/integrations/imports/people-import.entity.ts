import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { FoundPerson } from './read-row.js';
import type { ImportKind, ImportOptions, ImportStatus, ImportTotals, Mapping, RowOutcome } from './import-terms.js';

/** A file of people who come from elsewhere, and how far it has come in. */
@Entity('people_imports')
@Check('ck_people_imports_kind', `kind IN ('members', 'customers')`)
@Check('ck_people_imports_status', `status IN ('draft', 'checking', 'checked', 'running', 'done', 'cancelled')`)
@Index('ix_people_imports_created', ['programId', 'createdAt', 'id'])
@ForeignKey('Program', ['programId'], ['id'], { name: 'fk_people_imports_program' })
export class PeopleImport {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_people_imports' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_people_imports' }) id!: string;
  @Column('text') kind!: ImportKind;
  @Column('text') fileName!: string;
  @Column('text') status!: ImportStatus;
  /** Heads of the columns, in order. */
  @Column('text', { array: true }) columns!: string[];
  @Column('jsonb') mapping!: Mapping;
  /** Null until somebody has said where the consent is from. */
  @Column('jsonb', { nullable: true }) options!: ImportOptions | null;
  @Column('int') rowCount!: number;
  /** The last line that the current phase is through with. */
  @Column('int') doneLine!: number;
  @Column('int') lastLine!: number;
  /** Kept when the lines go. */
  @Column('jsonb', { nullable: true }) totals!: ImportTotals | null;
  @Column('uuid') createdBy!: string;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
}

/** One line of it. What it says of a person goes as soon as the person is in. */
@Entity('people_import_rows')
@Check('ck_people_import_rows_outcome', `outcome IN ('new', 'here', 'refused')`)
@Index('ix_people_import_rows_hash', ['programId', 'emailHash', 'importId', 'line'], { where: 'email_hash IS NOT NULL' })
@Index('ix_people_import_rows_outcome', ['programId', 'importId', 'outcome', 'line'])
@ForeignKey('PeopleImport', ['programId', 'importId'], ['programId', 'id'], { name: 'fk_people_import_rows_import' })
export class PeopleImportRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_people_import_rows' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_people_import_rows' }) importId!: string;
  /** In the file; the heads are line 1. */
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_people_import_rows' }) line!: number;
  @Column('text', { array: true, nullable: true }) cells!: string[] | null;
  @Column('jsonb', { nullable: true }) found!: FoundPerson | null;
  @Column('bytea', { nullable: true }) emailHash!: Buffer | null;
  /** Foreseen by the check, then what came of it. */
  @Column('text', { nullable: true }) outcome!: RowOutcome | null;
  @Column('text', { nullable: true }) problem!: string | null;
  @Column('text', { nullable: true }) field!: string | null;
  @Column('text', { array: true }) warnings!: string[];
  /** Reached by the opening balance. */
  @Column('uuid', { nullable: true }) tierId!: string | null;
}
