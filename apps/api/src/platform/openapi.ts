import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** The description of every route, made from the controllers and their schemas. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Fanfare')
    .setDescription('Errors are application/problem+json with a stable `code`. Lists are cursor-paged: `{items, nextCursor}`. Unsafe calls with a cookie need `X-Requested-With: fanfare`.')
    .setVersion('1')
    .addCookieAuth('ff')
    .build();
  return SwaggerModule.createDocument(app, config);
}

/** Serves it at `/api/openapi.json`. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('api', app, () => openApiDocument(app), { ui: false, raw: ['json'], jsonDocumentUrl: 'api/openapi.json' });
}
