import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DomainError } from '@fanfare/contracts';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/access.js';
import { assetAt } from './page-assets.js';

/** What others may read: public pages, each of which says itself whether it may be listed, and a member's own, where a stranger finds the way in. */
const ROBOTS = `User-agent: *
Allow: /join/
Allow: /sign-in
Allow: /me/
Allow: /portal/
Allow: /board/
Allow: /card/
Allow: /og/
Allow: /page-assets/
Disallow: /
`;

@ApiExcludeController()
@Controller()
export class PageAssetsController {
  @Get('robots.txt')
  @Public()
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'public, max-age=86400')
  robots(): string {
    return ROBOTS;
  }

  @Get('page-assets/:file')
  @Public()
  file(@Param('file') file: string, @Res() reply: FastifyReply): void {
    const asset = assetAt(`/page-assets/${file}`);
    if (!asset) throw new DomainError('request.not_found');
    void reply.type(asset.type).headers({ 'cache-control': 'public, max-age=31536000, immutable', 'x-content-type-options': 'nosniff' }).send(asset.content);
  }
}
