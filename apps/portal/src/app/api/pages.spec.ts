import { type Page, Pages } from './pages';

describe('Pages', () => {
  it('appends the next page and stops at the last', async () => {
    const asked: (string | undefined)[] = [];
    const pages = new Pages<number>(async (cursor) => {
      asked.push(cursor);
      return cursor ? { items: [3], nextCursor: null } : { items: [1, 2], nextCursor: 'b' };
    });
    await pages.reload();
    expect(pages.hasMore()).toBe(true);
    await pages.more();
    expect(pages.items()).toEqual([1, 2, 3]);
    expect(pages.hasMore()).toBe(false);
    expect(asked).toEqual([undefined, 'b']);
  });

  it('forgets the answer to a question asked before a reload', async () => {
    const answers: ((page: Page<string>) => void)[] = [];
    const pages = new Pages<string>(() => new Promise((answer) => answers.push(answer)));
    const [first, second] = [pages.reload(), pages.reload()];
    answers[1]?.({ items: ['new'], nextCursor: null });
    answers[0]?.({ items: ['old'], nextCursor: null });
    await Promise.all([first, second]);
    expect(pages.items()).toEqual(['new']);
    expect(pages.loading()).toBe(false);
  });

  it('says what went wrong and keeps what it has', async () => {
    let fails = false;
    const pages = new Pages<string>(async () => {
      if (fails) throw { code: 'auth.forbidden' };
      return { items: ['kept'], nextCursor: null };
    });
    await pages.reload();
    fails = true;
    await pages.reload();
    expect(pages.problem()?.code).toBe('auth.forbidden');
    expect(pages.items()).toEqual(['kept']);
  });
});
