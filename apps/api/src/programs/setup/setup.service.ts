import { Injectable } from '@nestjs/common';
import { Installations, type NewStaff, Staff } from '../../identity/index.js';
import { Clock } from '../../platform/clock.js';
import { newProgramIds, ProgramTemplates } from '../program-templates.service.js';
import type { SetupRequest, SetupResponse } from './setup.dto.js';

/** The first owner and their program, for whoever holds the token on the console. */
@Injectable()
export class Setup {
  constructor(
    private readonly installations: Installations,
    private readonly templates: ProgramTemplates,
    private readonly staff: Staff,
    private readonly clock: Clock,
  ) {}

  isOpen(): Promise<boolean> {
    return this.installations.isOpen();
  }

  /**
   * One transaction: whoever was interrupted finds nothing of it, not even the slug, and begins again.
   * @throws DomainError `setup.closed`, `setup.token_invalid`, `auth.password_weak`, `request.invalid`, `program.slug_taken`
   */
  async complete(request: SetupRequest): Promise<SetupResponse> {
    const locale = request.locale ?? 'en';
    const owner: NewStaff = { email: request.email, name: request.name, password: request.password, locale, role: 'owner', secondFactor: 'required' };
    const ids = newProgramIds();
    const accountId = await this.installations.claim(request.token, ids.programId, async (tx) => {
      await this.templates.create(
        tx,
        {
          slug: request.slug,
          name: request.programName,
          locale,
          timeZone: request.timeZone ?? 'UTC',
          senderName: request.programName,
          postalAddress: request.postalAddress ?? '',
          preset: 'standard',
        },
        this.clock.now(),
        ids,
      );
      return this.staff.join(tx, ids.programId, owner);
    });
    return { programId: ids.programId, slug: request.slug, accountId };
  }
}
