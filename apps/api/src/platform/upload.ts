import { SetMetadata } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export const UPLOAD = 'fanfare:upload';
/** Kinds of file that some route takes as its whole body. Everything else in the API is JSON. */
export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
/** What those get who have won it. */
export const UNLOCK_TYPES = ['application/pdf', 'application/zip', ...PICTURE_TYPES] as const;
export const CSV_TYPE = 'text/csv';

/** The route takes a file of one of these types as its body, read by `readUpload`; any other route refuses it. */
export const TakesFile = (...types: readonly string[]) => SetMetadata(UPLOAD, types);

/** Hands files on unread: who may send one is decided first, how much of it is kept by whoever reads it. */
export function passFilesOn(fastify: FastifyInstance): void {
  fastify.addContentTypeParser([...UNLOCK_TYPES, CSV_TYPE], (_request, payload, done) => done(null, payload));
}

/**
 * Reads a file that is the body of the request. One that is too long is read to its end and dropped: an answer reaches
 * only who has stopped sending.
 * @throws DomainError `request.too_large`, `request.unsupported_media_type` when the body is no file
 */
export async function readUpload(request: FastifyRequest, types: readonly string[], maxBytes: number): Promise<Buffer> {
  if (!types.includes(typeOf(request))) throw new DomainError('request.unsupported_media_type');
  const kept: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.raw as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) kept.push(chunk);
  }
  if (bytes > maxBytes) throw new DomainError('request.too_large', { maxBytes });
  return Buffer.concat(kept);
}

/** The media type of the body, without parameters. */
export function typeOf(request: FastifyRequest): string {
  return (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
}
