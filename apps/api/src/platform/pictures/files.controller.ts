import { Controller, Get, Param, ParseUUIDPipe, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DomainError } from '@fanfare/contracts';
import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import { Public } from '../auth/access.js';
import { asPng } from './picture-encoder.js';
import { Pictures } from './pictures.service.js';

const HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
};
const NAME = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(webp|png)$/;
/** Of those drawn last: a mail to many is opened by many. */
const drawn = new LRUCache<string, Buffer>({ max: 50 });

/** Pictures as everybody sees them: on sign-up pages there is no session. */
@ApiExcludeController()
@Controller('files')
export class FilesController {
  constructor(private readonly pictures: Pictures) {}

  @Get(':programId/:file')
  @Public()
  async show(@Param('programId', ParseUUIDPipe) programId: string, @Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const [, id, type] = NAME.exec(file) ?? [];
    const bytes = id && (type === 'png' ? await this.png(programId, id) : (await this.pictures.read(programId, id))?.bytes);
    if (!bytes) throw new DomainError('request.not_found');
    await reply.headers(HEADERS).type(`image/${type}`).send(bytes);
  }

  private async png(programId: string, id: string): Promise<Buffer | undefined> {
    const key = `${programId}/${id}`;
    const known = drawn.get(key);
    const picture = known ? null : await this.pictures.read(programId, id);
    if (picture) drawn.set(key, await asPng(picture.bytes));
    return drawn.get(key);
  }
}
