import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** A program by what a request names it with. */
export type ProgramName = { readonly slug: string } | { readonly programId: string };
/** The hosts whose pages may call on a program's behalf, as `URL.host` writes them; null for no program. */
type HostsOf = (program: ProgramName) => Promise<readonly string[] | null>;

const PUBLIC_ROUTE = /^\/api\/v1\/public\/programs\/([a-z0-9-]{1,80})(?:\/signups)?$/;
/** Called from pages with a publishable key, which a preflight does not carry: whether a page may read the answer is decided with the answer. */
const KEYED_ROUTES = new Set(['/api/v1/clicks', '/api/v1/conversions']);
const PREFLIGHT = { 'access-control-allow-methods': 'GET, POST', 'access-control-allow-headers': 'authorization, content-type, idempotency-key', 'access-control-max-age': '600' };

/**
 * Lets pages of a program's own hosts call its public routes, and those that take a publishable key. No cookies are allowed along,
 * and none are looked at there. Whoever knows programs registers at start.
 */
@Injectable()
export class Cors {
  private hostsOf: HostsOf = async () => null;

  register(hostsOf: HostsOf): void {
    this.hostsOf = hostsOf;
  }

  listen(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply) => this.answerPreflight(request, reply));
    fastify.addHook('onSend', (request, reply) => this.allowAnswer(request, reply));
  }

  private async answerPreflight(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const { origin } = request.headers;
    if (request.method !== 'OPTIONS' || !origin || request.headers['access-control-request-method'] === undefined) return undefined;
    const path = request.url.split('?')[0]!;
    const slug = PUBLIC_ROUTE.exec(path)?.[1];
    const allowed = slug === undefined ? KEYED_ROUTES.has(path) : await this.allows(origin, { slug });
    if (!allowed) return undefined; // goes on to the answer that any other method gets
    return reply.status(204).headers({ ...PREFLIGHT, 'access-control-allow-origin': origin, vary: 'Origin' }).send();
  }

  private async allowAnswer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const program = programOf(request);
    if (!program) return;
    const vary = reply.getHeader('vary');
    void reply.header('vary', vary ? `${String(vary)}, Origin` : 'Origin');
    const { origin } = request.headers;
    if (origin && (await this.allows(origin, program))) void reply.header('access-control-allow-origin', origin);
  }

  /** The whole host is compared, after parsing; its scheme is the page's own affair. */
  private async allows(origin: string, program: ProgramName): Promise<boolean> {
    const url = URL.parse(origin);
    if (!url || url.origin !== origin || !['http:', 'https:'].includes(url.protocol)) return false;
    return (await this.hostsOf(program))?.includes(url.host) ?? false;
  }
}

function programOf(request: FastifyRequest): ProgramName | null {
  if (request.machine) return { programId: request.machine.programId };
  if (!request.routeOptions.url?.startsWith('/api/v1/public/programs/:slug')) return null;
  return { slug: (request.params as { slug: string }).slug };
}
