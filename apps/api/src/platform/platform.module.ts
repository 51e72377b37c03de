import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditEntry } from './audit-entry.entity.js';
import { AuthModule } from './auth/auth.module.js';
import { Clock } from './clock.js';
import { CONFIG, readConfig } from './config/config.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthController } from './health.controller.js';
import { JobsModule } from './jobs/jobs.module.js';
import { Keys } from './keys.js';
import { MailModule } from './mail/mail.module.js';
import { OutboundHttp } from './outbound/outbound-http.js';
import { PagesModule } from './pages/pages.module.js';
import { PicturesModule } from './pictures/pictures.module.js';
import { PersonalDataKeepers } from './personal-data.js';
import { Token } from './token.entity.js';

/** Plumbing that knows no context. */
@Global()
@Module({
  imports: [DatabaseModule, AuthModule, JobsModule, MailModule, PagesModule, PicturesModule, TypeOrmModule.forFeature([AuditEntry, Token])],
  controllers: [HealthController],
  providers: [{ provide: CONFIG, useFactory: () => readConfig(process.env) }, Clock, Keys, OutboundHttp, PersonalDataKeepers],
  exports: [CONFIG, Clock, Keys, OutboundHttp, PersonalDataKeepers, DatabaseModule],
})
export class PlatformModule {}
