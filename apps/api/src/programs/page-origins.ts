import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Cors, type ProgramName } from '../platform/auth/cors.js';
import { Programs } from './programs.service.js';

/** Whose pages may call on a program's behalf: those of the hosts its links may lead to, and of its own page. */
@Injectable()
export class PageOrigins implements OnModuleInit {
  constructor(
    private readonly cors: Cors,
    private readonly programs: Programs,
  ) {}

  onModuleInit(): void {
    this.cors.register((name) => this.hostsOf(name));
  }

  private async hostsOf(name: ProgramName): Promise<readonly string[] | null> {
    const program = await ('slug' in name ? this.programs.bySlug(name.slug) : this.programs.byId(name.programId)).catch((error: unknown) => {
      if (error instanceof DomainError) return null;
      throw error;
    });
    const own = program?.destination ? URL.parse(program.destination) : null;
    return program && [...program.allowedHosts, ...(own ? [own.host] : [])];
  }
}
