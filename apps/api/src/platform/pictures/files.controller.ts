import { Controller, Get, Param, ParseUUIDPipe, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DomainError } from '@fanfare/contracts';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/access.js';
import { Pictures } from './pictures.service.js';

const HEADERS = {
  'content-type': 'image/webp',
  'cache-control': 'public, max-age=31536000, immutable',
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
};
const NAME = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.webp$/;

/** Pictures as everybody sees them: on sign-up pages there is no session. */
@ApiExcludeController()
@Controller('files')
export class FilesController {
  constructor(private readonly pictures: Pictures) {}

  @Get(':programId/:file')
  @Public()
  async show(@Param('programId', ParseUUIDPipe) programId: string, @Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const id = NAME.exec(file)?.[1];
    const picture = id ? await this.pictures.read(programId, id) : null;
    if (!picture) throw new DomainError('request.not_found');
    await reply.headers(HEADERS).send(picture.bytes);
  }
}
