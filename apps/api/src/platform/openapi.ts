import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** What is told to others: contexts describe it where they declare it, so that it is known before anything runs. */
const told = new Map<string, object>();

/** Describes an outgoing event. @param operation an OpenAPI operation, as seen by the receiver */
export function describeWebhook(topic: string, operation: object): void {
  told.set(topic, { post: operation });
}

/** The description of every route, made from the controllers and their schemas. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Fanfare')
    .setDescription('Errors are application/problem+json with a stable `code`. Lists are cursor-paged: `{items, nextCursor}`. Unsafe calls with a cookie need `X-Requested-With: fanfare`.')
    .setVersion('1')
    .addCookieAuth('ff')
    .addBearerAuth()
    .build();
  // OpenAPI 3.0 has no `webhooks` of its own; readers of 3.0 know them by this name.
  return Object.assign(allowNullInEnums(SwaggerModule.createDocument(app, config)), { 'x-webhooks': Object.fromEntries(told) });
}

/** `nullable` beside an `enum` allows null only where the list has it, too (OpenAPI 3.0.3); the generator leaves it out. */
function allowNullInEnums<T>(part: T): T {
  if (typeof part !== 'object' || part === null) return part;
  const { nullable, enum: values } = part as { nullable?: boolean; enum?: unknown[] };
  if (nullable && values && !values.includes(null)) values.push(null);
  Object.values(part).forEach(allowNullInEnums);
  return part;
}

/** Serves it at `/api/openapi.json`. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('api', app, () => openApiDocument(app), { ui: false, raw: ['json'], jsonDocumentUrl: 'api/openapi.json' });
}
