import { Controller, Get, Header, Param, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DomainError } from '@fanfare/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/auth/access.js';
import { PageProblemFilter } from '../../platform/pages/page-problem.filter.js';
import { Programs } from '../../programs/index.js';
import { appIcon, type IconShape } from './drawing/app-icon.js';
import { Pictures } from './drawing/pictures.js';
import { sendPicture } from './send-picture.js';

const SHAPES: Readonly<Record<string, { readonly shape: IconShape; readonly size: number }>> = {
  '192': { shape: 'whole', size: 192 }, '512': { shape: 'whole', size: 512 }, maskable: { shape: 'maskable', size: 512 }, touch: { shape: 'maskable', size: 180 },
};
/** Names and colours change. */
const ICON_SECONDS = 300;
const PAPER = '#faf9f6';

/** What a phone needs to put a program's member area among its apps. */
@ApiExcludeController()
@UseFilters(PageProblemFilter)
@Controller()
export class AppIconsController {
  constructor(
    private readonly programs: Programs,
    private readonly pictures: Pictures,
  ) {}

  @Get('me/:slug/manifest.webmanifest')
  @Public()
  @Header('content-type', 'application/manifest+json')
  @Header('cache-control', 'no-cache')
  async manifest(@Param('slug') slug: string): Promise<object> {
    const program = await this.programs.bySlug(slug);
    const home = `/me/${program.slug}`;
    const icon = (shape: string) => ({ src: `/icon/${program.slug}/${shape}.png`, sizes: `${SHAPES[shape]!.size}x${SHAPES[shape]!.size}`, type: 'image/png', purpose: shape === 'maskable' ? 'maskable' : 'any' });
    return {
      id: home, name: program.name, short_name: program.name, lang: program.defaultLocale, start_url: home, scope: '/me/', display: 'standalone',
      theme_color: program.brandColor, background_color: PAPER, icons: ['192', '512', 'maskable'].map(icon),
    };
  }

  @Get('icon/:slug/:shape.png')
  @Public()
  async icon(@Param('slug') slug: string, @Param('shape') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const known = Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
    if (!known) throw new DomainError('request.not_found');
    sendPicture(request, reply, await this.pictures.png(appIcon(await this.programs.bySlug(slug), known.shape, known.size)), ICON_SECONDS);
  }
}
