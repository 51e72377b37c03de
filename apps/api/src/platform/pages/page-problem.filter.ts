import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { LOCALES } from '@fanfare/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toProblem } from '../errors/problem-filter.js';
import { chooseLocale } from '../i18n/choose-locale.js';
import { type Page, PageRenderer } from './page-renderer.js';

type Kind = 'not_found' | 'busy' | 'refused' | 'broken';

/** For controllers of pages (`@UseFilters(PageProblemFilter)`): whatever was thrown becomes a page in words, not JSON. */
@Catch()
export class PageProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('PageProblem');

  constructor(private readonly pages: PageRenderer) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const problem = toProblem(error);
    if (problem.status >= 500) this.logger.error({ err: error, method: request.method, route: request.routeOptions?.url }, problem.code);
    if (reply.sent) return;
    if (typeof problem['retryAfterSeconds'] === 'number') void reply.header('retry-after', String(problem['retryAfterSeconds']));
    const { html, headers } = this.page(kindOf(problem.status), request);
    void reply.status(problem.status).headers({ ...headers, 'x-problem-code': problem.code }).type('text/html; charset=utf-8').send(html);
  }

  private page(kind: Kind, request: FastifyRequest): Page {
    const locale = chooseLocale(undefined, request.headers['accept-language'], LOCALES, 'en');
    return this.pages.render('platform/pages/problem', { locale, program: null, title: `page.problem.${kind}.title`, keep: 'secret', data: { kind } });
  }
}

function kindOf(status: number): Kind {
  if (status === 404) return 'not_found';
  if (status === 429) return 'busy';
  return status >= 500 ? 'broken' : 'refused';
}
