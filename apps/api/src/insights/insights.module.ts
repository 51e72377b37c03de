import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/index.js';
import { ProgramsModule } from '../programs/index.js';
import { MeController } from './me.controller.js';

/** Read-only questions across contexts. */
@Module({
  imports: [IdentityModule, ProgramsModule],
  controllers: [MeController],
})
export class InsightsModule {}
