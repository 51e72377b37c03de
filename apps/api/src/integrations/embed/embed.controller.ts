import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../platform/auth/access.js';
import { sha256 } from '../../platform/keys.js';
import { readSource } from '../../platform/source-files.js';

const SCRIPT = readSource('integrations/embed/embed.js');
const TAG = `"${sha256(SCRIPT).toString('hex').slice(0, 16)}"`;
/** Its address stays, so that a page that has it once has every later version too: a day, and stale while the next is fetched. */
const HEADERS = {
  'cache-control': 'public, max-age=86400, stale-while-revalidate=604800', etag: TAG,
  'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin', 'x-content-type-options': 'nosniff',
};

/** The script for a brand's own page. */
@ApiExcludeController()
@Controller()
export class EmbedController {
  @Get('embed.js')
  @Public()
  script(@Headers('if-none-match') known: string | undefined, @Res() reply: FastifyReply): void {
    void reply.headers(HEADERS);
    if (known?.includes(TAG)) void reply.status(304).send();
    else void reply.type('text/javascript; charset=utf-8').send(SCRIPT);
  }
}
