import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const AREAS = ['/me', '/me/*', '/staff', '/staff/*'];
// Everything the portal needs is its own: no third party is asked for anything.
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/**
 * Serves the built portal: its files under `/portal/`, its page for every address of its areas.
 * @param root the folder `ng build` wrote; where it is missing the areas answer 404
 */
export async function servePortal(app: NestFastifyApplication, root: string): Promise<void> {
  if (!existsSync(join(root, 'index.html'))) return;
  await app.register(fastifyStatic, { root, prefix: '/portal/', index: false, immutable: true, maxAge: '365d', preCompressed: true });
  const fastify = app.getHttpAdapter().getInstance();
  // Under the area it answers for. Browsers ask for it again by themselves: a new release must not wait in a cache.
  fastify.get('/me/service-worker.js', async (_request, reply) =>
    reply.header('content-security-policy', "default-src 'self'").header('x-content-type-options', 'nosniff').sendFile('service-worker.js', { immutable: false, maxAge: 0 }));
  // Whoever types the bare address wants their own page; who is not signed in is led on from there.
  fastify.get('/', async (_request, reply) => reply.redirect('/me', 302));
  for (const url of AREAS) {
    fastify.get(url, async (_request, reply) =>
      reply.header('content-security-policy', POLICY).header('referrer-policy', 'same-origin').header('x-content-type-options', 'nosniff')
        .sendFile('index.html', { immutable: false, maxAge: 0 }));
  }
}
