import { beforeEach, describe, expect, it } from '@jest/globals';
import { LinkCache } from './link-cache.js';
import { type LiveLink, LinkSource } from './link-loader.js';

/** A source whose answers are given by hand. */
class SlowSource extends LinkSource {
  readonly waiting: { code: string; answer: (link: LiveLink | null) => void; fail: (error: Error) => void }[] = [];

  load(code: string): Promise<LiveLink | null> {
    return new Promise((answer, fail) => this.waiting.push({ code, answer, fail }));
  }
}

const link = (code: string, programId = 'p1', slug = 'old'): LiveLink =>
  ({ programId, linkId: `l-${code}`, memberId: 'm', code, slug, target: { withClick: () => '/' } });

describe('LinkCache', () => {
  let source: SlowSource;
  let cache: LinkCache;
  beforeEach(() => {
    source = new SlowSource();
    cache = new LinkCache(source);
  });

  const load = async (code: string, programId = 'p1') => {
    const found = cache.find(code);
    source.waiting.at(-1)!.answer(link(code, programId));
    await found;
  };

  it('loads a code once, however many ask', async () => {
    const asked = [cache.find('ewa7'), cache.find('ewa7'), cache.find('ewa7')];
    expect(source.waiting).toHaveLength(1);
    source.waiting[0]!.answer(link('ewa7'));
    expect(new Set(await Promise.all(asked)).size).toBe(1);
    expect(cache.peek('ewa7')?.code).toBe('ewa7');
  });

  it('remembers for a moment that there is nothing', async () => {
    const found = cache.find('nobody');
    source.waiting[0]!.answer(null);
    expect(await found).toBeNull();
    expect(await cache.find('nobody')).toBeNull();
    expect(source.waiting).toHaveLength(1);
  });

  it('does not keep what was read before a notice that arrived during the load', async () => {
    const before = cache.find('ewa7');
    cache.forgetCode('ewa7');
    const after = cache.find('ewa7');
    expect(source.waiting).toHaveLength(2);
    source.waiting[1]!.answer(link('ewa7', 'p1', 'new'));
    source.waiting[0]!.answer(link('ewa7', 'p1', 'old'));
    expect((await before)?.slug).toBe('old');
    expect((await after)?.slug).toBe('new');
    expect(cache.peek('ewa7')?.slug).not.toBe('old');
  });

  it("forgets one program's links and keeps the others", async () => {
    await load('a', 'p1');
    await load('b', 'p2');
    cache.forgetProgram('p1');
    expect([cache.peek('a'), cache.peek('b')?.code]).toEqual([undefined, 'b']);
  });

  it('asks again after a load that failed', async () => {
    const failed = cache.find('ewa7');
    source.waiting[0]!.fail(new Error('down'));
    await expect(failed).rejects.toThrow('down');
    await load('ewa7');
    expect(cache.peek('ewa7')).toBeDefined();
  });
});
