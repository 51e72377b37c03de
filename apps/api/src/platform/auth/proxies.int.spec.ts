import { expect, it } from '@jest/globals';
import { startTestApp } from '../../testing/test-app.js';
import { DEFAULT_RATE_LIMITS, RATE_LIMITS } from './rate-limits.js';

/** Ten unknown codes, each asked for "from" another address; three are allowed per block. */
async function guess(trustProxy: string): Promise<number[]> {
  const limits = { ...DEFAULT_RATE_LIMITS, unknownCode: { ...DEFAULT_RATE_LIMITS.unknownCode, burst: 3 } };
  const test = await startTestApp({ env: { TRUST_PROXY: trustProxy }, providers: (module) => module.overrideProvider(RATE_LIMITS).useValue(limits) });
  try {
    const statuses: number[] = [];
    for (let n = 1; n <= 10; n++) {
      const answer = await test.app.inject({ url: `/r/unknown${n}`, remoteAddress: '192.0.2.7', headers: { 'x-forwarded-for': `203.0.${n}.9` } });
      statuses.push(answer.statusCode);
    }
    return statuses;
  } finally {
    await test.close();
  }
}

it('believes nobody about where a request came from, so an address that is made up escapes no limit', async () => {
  const statuses = await guess('off');
  expect(statuses.slice(0, 3)).toEqual([404, 404, 404]);
  expect(statuses.slice(3)).toEqual(Array(7).fill(429));
});

it('does not believe a stranger either when a proxy is configured', async () => {
  expect((await guess('10.0.0.0/8')).slice(3)).toEqual(Array(7).fill(429));
});

it('believes the proxy it was told of', async () => {
  expect(await guess('192.0.2.0/24')).toEqual(Array(10).fill(404));
});
