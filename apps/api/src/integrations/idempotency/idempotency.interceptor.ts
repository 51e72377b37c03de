import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, type RawBodyRequest } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, mergeMap, type Observable, of } from 'rxjs';
import { Keys } from '../../platform/keys.js';
import { type NamedRequest, StoredAnswers } from './stored-answers.js';

const HEADER = 'idempotency-key';
const KEY = /^[\x21-\x7e]{1,200}$/;

/**
 * `Idempotency-Key` on machines' routes: asked again under the same key, what was answered is answered again, and nothing
 * is done. An answer that refused is not kept, because refusing again costs nothing.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly answers: StoredAnswers,
    private readonly keys: Keys,
  ) {}

  /** @throws DomainError `request.invalid`, `request.key_reused`, `request.in_flight` */
  async intercept(context: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<RawBodyRequest<FastifyRequest>>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (request.headers[HEADER] === undefined) return next.handle();
    const named = this.named(request);
    const before = await this.answers.begin(named);
    if (before) {
      void reply.status(before.status).header('idempotency-replayed', 'true');
      return of(before.body);
    }
    return next.handle().pipe(
      mergeMap(async (body) => {
        await this.answers.finish(named, { status: reply.statusCode, body });
        return body;
      }),
      catchError(async (error: unknown) => {
        await this.answers.release(named);
        throw error;
      }),
    );
  }

  private named(request: RawBodyRequest<FastifyRequest>): NamedRequest {
    const key = String(request.headers[HEADER]);
    if (!KEY.test(key)) throw new DomainError('request.invalid', {}, [{ field: 'Idempotency-Key', code: 'invalid', message: 'must be 1 to 200 visible characters' }]);
    const { programId, keyId } = request.machine!;
    const hash = this.keys.hmac('idempotency', `${request.routeOptions.url} ${request.rawBody?.toString('base64') ?? ''}`);
    return { programId, principalId: keyId, key, hash };
  }
}
