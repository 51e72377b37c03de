import { Module } from '@nestjs/common';
import { PlatformModule } from './platform/platform.module.js';

/** The table of contents: the contexts, and the platform under them. */
@Module({
  imports: [PlatformModule],
})
export class AppModule {}
