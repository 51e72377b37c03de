import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Browser } from './browser.entity.js';
import { Click } from './click.entity.js';
import { ClickRecorder } from './click-recorder.js';
import { LinkCache } from './link-cache.js';
import { LinkCodes } from './link-codes.service.js';
import { Link, LinkCode } from './link.entity.js';
import { LinkLoader, LinkSource } from './link-loader.js';
import { LinkNotices } from './link-notices.js';
import { Links } from './links.service.js';
import { MyLinksController } from './my-links.controller.js';
import { RedirectController } from './redirect.controller.js';

/** Links, clicks, sign-ups and their confirmation: everything before a friend counts. */
@Module({
  imports: [TypeOrmModule.forFeature([Link, LinkCode, Click, Browser])],
  controllers: [RedirectController, MyLinksController],
  providers: [LinkCodes, LinkCache, { provide: LinkSource, useClass: LinkLoader }, LinkNotices, ClickRecorder, Links],
  exports: [ClickRecorder],
})
export class ReferralsModule {}
