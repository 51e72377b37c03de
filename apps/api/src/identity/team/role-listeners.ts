import { Injectable } from '@nestjs/common';
import type { Role } from '@fanfare/contracts';
import type { EntityManager } from 'typeorm';

/** Hears that somebody's role in a program has become another, in the transaction that changes it. */
export interface RoleListener {
  /** @param role null: they are of the team no longer */
  roleChanged(tx: EntityManager, programId: string, accountId: string, role: Role | null): Promise<void>;
}

/** Contexts register here at start (`onModuleInit`): who changes a role does not know what hangs on it. */
@Injectable()
export class RoleListeners {
  private readonly listeners: RoleListener[] = [];

  register(listener: RoleListener): void {
    this.listeners.push(listener);
  }

  async tell(tx: EntityManager, programId: string, accountId: string, role: Role | null): Promise<void> {
    for (const listener of this.listeners) await listener.roleChanged(tx, programId, accountId, role);
  }
}
