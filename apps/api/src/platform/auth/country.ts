import type { FastifyRequest } from 'fastify';
import type { Config } from '../config/config.js';

/** Which country a visitor is in, two letters, or null: only a proxy that is trusted may say so, and not every visitor is anywhere. */
export function countryOf(request: FastifyRequest, { countryHeader }: Pick<Config, 'countryHeader'>): string | null {
  const isProxied = (request.ips?.length ?? 0) > 1; // what is not trusted is not followed further than the connection itself
  const said = countryHeader === null || !isProxied ? undefined : request.headers[countryHeader];
  const country = typeof said === 'string' ? said.toUpperCase() : '';
  return /^[A-Z]{2}$/.test(country) && country !== 'XX' ? country : null;
}
