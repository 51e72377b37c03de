import { Injectable } from '@nestjs/common';
import { Installations, type NewStaff, Staff } from '../../identity/index.js';
import { Clock } from '../../platform/clock.js';
import { ProgramTemplates } from '../program-templates.service.js';
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

  /** @throws DomainError `setup.closed`, `setup.token_invalid`, `auth.password_weak`, `request.invalid`, `program.slug_taken` */
  async complete(request: SetupRequest): Promise<SetupResponse> {
    const locale = request.locale ?? 'en';
    const owner: NewStaff = { email: request.email, name: request.name, password: request.password, locale, role: 'owner', secondFactor: 'required' };
    return this.installations.claim(request.token, async () => {
      this.staff.assertAcceptable(owner); // before the program is made: a weak password must leave nothing behind
      const { programId } = await this.templates.createFromTemplate(
        {
          slug: request.slug,
          name: request.programName,
          locale,
          timeZone: request.timeZone ?? 'UTC',
          senderName: request.programName,
          postalAddress: request.postalAddress ?? '',
        },
        this.clock.now(),
      );
      return { programId, slug: request.slug, accountId: await this.staff.enlist(programId, owner) };
    });
  }
}
