import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';

/** A transaction that has entered its program: row-level security shows that program's rows and no other's. */
export type Tx = EntityManager;

const AGAIN = new Set(['40P01', '40001']); // deadlock, serialisation: the whole transaction may run again
const MAX_TRIES = 5;

@Injectable()
export class Transactions {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Runs `work` in one transaction inside `programId`; again from the start after a deadlock. */
  async inProgram<T>(programId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.again(() =>
      this.source.transaction(async (tx) => {
        await enterProgram(tx, programId);
        return work(tx);
      }),
    );
  }

  /** As `inProgram`, but in one snapshot, and the database refuses any write: for GET and for checks. */
  async readProgram<T>(programId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.source.transaction(async (tx) => {
      await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      await tx.query('SELECT enter_program($1)', [programId]);
      return work(tx);
    });
  }

  /** A transaction over directory tables only; no program is entered, so program tables are empty to it. */
  async inDirectory<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.again(() => this.source.transaction(work));
  }

  private async again<T>(run: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await run();
      } catch (error) {
        if (tries >= MAX_TRIES || !AGAIN.has(sqlState(error) ?? '')) throw error;
      }
    }
  }
}

/** Goes on in another program, in the same transaction: for what an account changes wherever it is a member. */
export async function enterProgram(tx: Tx, programId: string): Promise<void> {
  await tx.query('SELECT enter_program($1)', [programId]);
}

/** The SQLSTATE of a database error, or undefined for any other. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { driverError?: { code?: unknown }; code?: unknown })?.driverError?.code ?? (error as { code?: unknown })?.code;
  return typeof code === 'string' ? code : undefined;
}

/** The constraint a database error names; a shard number at its end is cut off. */
export function constraintOf(error: unknown): string | undefined {
  const driver = (error as { driverError?: { constraint?: string; message?: string } })?.driverError;
  const name = driver?.constraint ?? /constraint "([^"]+)"/.exec(driver?.message ?? '')?.[1];
  return name?.replace(/_\d+$/, '');
}
