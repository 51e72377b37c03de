import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { promises } from '@fanfare/domain';
import { Public } from '../platform/auth/access.js';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { PublicProgram } from './programs.dto.js';
import { Programs } from './programs.service.js';
import { Rulebooks } from './rulebooks.service.js';

@ApiTags('public')
@Controller('api/v1/public/programs')
export class PublicProgramController {
  constructor(
    private readonly programs: Programs,
    private readonly rulebooks: Rulebooks,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  @Get(':slug')
  @Public()
  @ApiOperation({ summary: 'What a visitor may know of a program', description: 'Errors: program.not_found.' })
  @ApiOkResponse({ standardSchema: PublicProgram })
  async show(@Param('slug') slug: string): Promise<PublicProgram> {
    const p = await this.programs.bySlug(slug);
    const rulebook = await this.transactions.readProgram(p.id, (tx) => this.rulebooks.inForce(tx, p.id, this.clock.now()));
    const { tiers, milestones } = promises(rulebook);
    return {
      slug: p.slug, name: p.name, status: p.status, brandColor: p.brandColor, logo: p.logo, defaultLocale: p.defaultLocale, locales: p.locales,
      tiers, milestones: milestones.map(({ id, title, threshold, measure }) => ({ id, title, threshold, measure })),
    };
  }
}
