import { Global, Module } from '@nestjs/common';
import { I18nModule } from '../i18n/i18n.module.js';
import { Brands } from './brands.js';
import { PageAssetsController } from './page-assets.controller.js';
import { PageProblemFilter } from './page-problem.filter.js';
import { PageRenderer } from './page-renderer.js';

/** The layout, style, fonts and errors of server-rendered pages. */
@Global()
@Module({
  imports: [I18nModule],
  controllers: [PageAssetsController],
  providers: [Brands, PageRenderer, PageProblemFilter],
  exports: [Brands, PageRenderer, PageProblemFilter],
})
export class PagesModule {}
