import { describe, expect, it } from '@jest/globals';
import { verdictOf } from './hook-answers.js';

const said = (body: unknown, status = 200, retryAfterSeconds: number | null = null) => verdictOf({ status, retryAfterSeconds, body: typeof body === 'string' ? body : JSON.stringify(body) });

describe('what a receiver answers', () => {
  it.each<[string, unknown, object]>([
    ['done', { status: 'done' }, { kind: 'done', reference: null, shown: null }],
    ['done with something to show', { status: 'done', message: ' Enjoy ', code: 'A-1', url: 'https://x.example/a', reference: 'order 7' }, { kind: 'done', reference: 'order 7', shown: { message: 'Enjoy', code: 'A-1', url: 'https://x.example/a' } }],
    ['done with a long message', { status: 'done', message: 'x'.repeat(900) }, { shown: { message: 'x'.repeat(500) } }],
    ['later', { status: 'later' }, { kind: 'later', seconds: 900, problem: 'hook_later' }],
    ['later, and when', { status: 'later', seconds: 60 }, { kind: 'later', seconds: 60 }],
    ['refused', { status: 'refused', reason: 'No account:\u0000 x' }, { kind: 'failed', problem: 'refused:No account x' }],
    ['an address that is not safe', { status: 'done', url: 'http://x.example' }, { kind: 'unclear', problem: 'wrong_answer' }],
    ['a script for an address', { status: 'done', url: 'javascript:alert(1)' }, { kind: 'unclear' }],
    ['a code too long', { status: 'done', code: 'x'.repeat(201) }, { kind: 'unclear' }],
    ['something else', { ok: true }, { kind: 'unclear', problem: 'wrong_answer' }],
    ['no JSON', '<html>', { kind: 'unclear', problem: 'wrong_answer' }],
    ['nothing', '', { kind: 'unclear', problem: 'wrong_answer' }],
  ])('%s', (_, body, verdict) => expect(said(body)).toMatchObject(verdict));

  it.each<[number, number | null, object]>([
    [500, null, { kind: 'unclear', problem: 'server_error' }], [503, 10, { kind: 'unclear' }], [404, null, { kind: 'failed', problem: 'refused:404' }], [410, null, { kind: 'failed' }], [302, null, { kind: 'failed', problem: 'refused:302' }],
    [429, 30, { kind: 'later', seconds: 30 }], [429, 31_536_000, { kind: 'later', seconds: 86_400 }], [429, null, { kind: 'later', seconds: 300 }], [408, null, { kind: 'later' }],
  ])('by its status %d', (status, retryAfter, verdict) => expect(said({ status: 'done' }, status, retryAfter)).toMatchObject(verdict));

  it.each([
    ['bad_address', 'failed'], ['port_not_allowed', 'failed'], ['address_not_allowed', 'failed'], ['name_unknown', 'later'], ['tls', 'later'], ['connection', 'unclear'], ['timeout', 'unclear'],
  ] as const)('or none: %s', (failure, kind) => expect(verdictOf({ failure })).toMatchObject({ kind }));

  it('that is too long to be read may have been a yes', () => expect(verdictOf({ status: 200, retryAfterSeconds: null, body: null })).toMatchObject({ kind: 'unclear' }));
});
