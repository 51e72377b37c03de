import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Picture } from './drawing/pictures.js';

/** Sends a picture that anybody may keep, or 304 to whoever has this very one. An SVG opened by itself runs and loads nothing. */
export function sendPicture(request: FastifyRequest, reply: FastifyReply, picture: Picture, maxAgeSeconds: number): void {
  void reply.headers({
    etag: picture.etag,
    'cache-control': `public, max-age=${maxAgeSeconds}`,
    'content-security-policy': `default-src 'none'; sandbox`,
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex',
  });
  if (knows(request, picture.etag)) void reply.status(304).send();
  else void reply.type(picture.type).send(picture.content);
}

function knows(request: FastifyRequest, etag: string): boolean {
  const known = request.headers['if-none-match'];
  return known !== undefined && known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
