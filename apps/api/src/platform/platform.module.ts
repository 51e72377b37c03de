import { Global, Module } from '@nestjs/common';
import { Clock } from './clock.js';
import { CONFIG, readConfig } from './config/config.js';
import { DatabaseModule } from './database/database.module.js';
import { Keys } from './keys.js';

/** Plumbing that knows no context. */
@Global()
@Module({
  imports: [DatabaseModule],
  providers: [{ provide: CONFIG, useFactory: () => readConfig(process.env) }, Clock, Keys],
  exports: [CONFIG, Clock, Keys, DatabaseModule],
})
export class PlatformModule {}
