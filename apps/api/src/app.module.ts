import { Module } from '@nestjs/common';
import { IdentityModule } from './identity/index.js';
import { PlatformModule } from './platform/platform.module.js';

/** The table of contents: the contexts, and the platform under them. */
@Module({
  imports: [PlatformModule, IdentityModule],
})
export class AppModule {}
