import { constants } from 'node:zlib';
import { type INestApplicationContext, StandardSchemaValidationPipe } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import { DomainError, LIMITS } from '@fanfare/contracts';
import { Cors } from './auth/cors.js';
import { CONFIG, type Config } from './config/config.js';
import { ProblemFilter } from './errors/problem-filter.js';
import { JsonDepthPipe } from './json-depth.pipe.js';
import { serveOpenApi } from './openapi.js';
import { passFilesOn } from './upload.js';

/** From the call to stop on: what is still open then is cut. */
const HANG_UP_AFTER_MS = 3_000;
const BROTLI_QUALITY = 4; // half a millisecond a page; higher gains little on texts this short

/** The Fastify server every HTTP process and every HTTP test runs on. */
export function httpAdapter(trustProxy: false | string[]): FastifyAdapter {
  return new FastifyAdapter({
    trustProxy,
    bodyLimit: LIMITS.bodyBytes,
    requestTimeout: 15_000,
    routerOptions: { maxParamLength: 200 },
  });
}

/** Everything about HTTP that is the same for all contexts: cookies, validation, problems, headers. */
export async function configureHttp(app: NestFastifyApplication): Promise<void> {
  await app.register(cookie);
  passFilesOn(app.getHttpAdapter().getInstance());
  await app.register(compress, { encodings: ['br', 'gzip', 'identity'], brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } } });
  app.get(Cors).listen(app.getHttpAdapter().getInstance());
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalPipes(new JsonDepthPipe(), new StandardSchemaValidationPipe({ exceptionFactory: toInvalid }));
  app.enableShutdownHooks();
  serveOpenApi(app);
  hangUpOnClose(app);
}

/** Requests under way may end; a connection that a browser opened ahead and never used must not hold up a stop. */
function hangUpOnClose(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('preClose', (done) => {
    setTimeout(() => fastify.server.closeAllConnections(), HANG_UP_AFTER_MS).unref();
    done();
  });
}

export function configOf(app: INestApplicationContext): Config {
  return app.get<Config>(CONFIG);
}

interface Issue {
  readonly message: string;
  readonly path?: IssuePath;
}
type IssuePath = readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
function fieldPath(path: IssuePath): string {
  return (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
}

/** Each field at fault by its path, twenty at most. */
function toInvalid(issues: readonly Issue[]): DomainError {
  return new DomainError('request.invalid', {}, issues.slice(0, 20).map((issue) => ({ field: fieldPath(issue.path), code: 'invalid', message: issue.message })));
}
