import { Module } from '@nestjs/common';
import { IdentityModule } from '../../identity/index.js';
import { ProgramsModule } from '../programs.module.js';
import { SetupPageController } from './setup-page.controller.js';
import { SetupController } from './setup.controller.js';
import { Setup } from './setup.service.js';

/** The first run. */
@Module({
  imports: [IdentityModule, ProgramsModule],
  controllers: [SetupController, SetupPageController],
  providers: [Setup],
})
export class SetupModule {}
