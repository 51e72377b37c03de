import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../platform/ids.js';
import { changeRules, TestMachine } from '../../testing/machine.js';
import { staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const MONDAY = new Date('2026-03-02T09:00:00Z');
const PERSON = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' };
const MODELS = ['first', 'last'] as const;
type Model = (typeof MODELS)[number];

let test: TestApp;
const programs = new Map<Model, SignupProgram>();
/** Whose link it is: the code of each inviter, and back. */
const codes = new Map<string, string>();
let people = 0;

beforeAll(async () => {
  test = await startTestApp({ now: MONDAY });
  for (const model of MODELS) {
    const program = await SignupProgram.make(test.app, `by-${model}`, test.database.superUrl);
    const { milestones: { stickers: id }, rewards: { stickers: rewardId, discountCode: friendRewardId } } = program.ids;
    await changeRules(test.app, program.id, {
      attribution: { model, windowDays: 30, codeBeatsClick: true }, milestones: [{ id, name: 'Stickers', at: 1, measure: 'qualified', rewardId, friendRewardId }],
    });
    for (const name of ['anna', 'ben', 'carl']) codes.set(`${model} ${name}`, await program.join(`${name}@reader.test`));
    programs.set(model, program);
  }
});
afterAll(async () => {
  for (const program of programs.values()) await program.close();
  await test.close();
});

const onDay = (day: number) => test.clock.moveTo(new Date(MONDAY.getTime() + day * 86_400_000));

/** One visitor of a program, whose browser keeps its cookies. */
class Browser {
  readonly email = `friend-${++people}@elsewhere.test`;
  readonly program: SignupProgram;
  private cookies = new Map<string, string>();
  private landing = new URLSearchParams();

  constructor(readonly model: Model) {
    this.program = programs.get(model)!;
  }

  /** Opens somebody's link. @returns the id of the click */
  async visit(name: string, day: number): Promise<string> {
    onDay(day);
    const answer = await test.app.inject({ url: `/r/${codes.get(`${this.model} ${name}`)}`, headers: { ...PERSON, cookie: this.cookie() } });
    for (const { name: key, value } of answer.cookies) this.cookies.set(key, value);
    this.landing = new URL(answer.headers.location!, 'http://x').searchParams;
    return this.landing.get('click')!;
  }

  /** The page that somebody's link led to loses what it says. */
  strip(): void {
    this.landing = new URLSearchParams();
  }

  put(cookie: string, value: string): void {
    this.cookies.set(cookie, value);
  }

  get(cookie: string): string {
    return this.cookies.get(cookie)!;
  }

  /** What the sign-up page promises whoever opens it here: rewards by the name of whose friend brings them. */
  async promised(fields?: Record<string, string>): Promise<string[]> {
    const url = `/join/${this.program.slug}`;
    const query = Object.fromEntries(this.landing);
    const { body } = fields
      ? await this.program.form(url, { ...query, ...fields }, { 'sec-fetch-site': 'same-origin', cookie: this.cookie() })
      : await test.app.inject({ url: `${url}?${this.landing.toString()}`, headers: { cookie: this.cookie() } });
    return [...body.matchAll(/You get (.+?) (?:as soon as|if you)/g)].map(([, title]) => title!);
  }

  async signUp(day: number, fields: Record<string, string> = {}): Promise<void> {
    onDay(day);
    const query = Object.fromEntries(this.landing);
    const answer = await this.program.form(`/join/${this.program.slug}`, { email: this.email, consent: 'yes', ...query, ...fields }, { 'sec-fetch-site': 'same-origin', cookie: this.cookie() });
    for (const { name, value } of answer.cookies) this.cookies.set(name, value);
  }

  private cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

/** Confirms. @returns whose friend it is now; null for nobody's */
async function creditedWith({ program, email }: { program: SignupProgram; email: string }): Promise<string | null> {
  const [submission] = await program.submissions(email);
  await program.confirm(await program.token(email));
  const [row] = await program.sql<{ member_id: string }>('SELECT member_id FROM referrals WHERE program_id = $1 AND id = $2', [program.id, submission!.id]);
  for (const name of ['anna', 'ben', 'carl']) if (row && (await program.memberOf(`${name}@reader.test`)) === row.member_id) return name;
  return row ? row.member_id : null;
}

describe.each([['first', 'anna'], ['last', 'ben']] as const)('the rule that the %s visit counts credits %s', (model, credited) => {
  it('of who opened Anna’s on Monday and Ben’s on Tuesday', async () => {
    const browser = new Browser(model);
    await browser.visit('anna', 0);
    await browser.visit('ben', 1);
    await browser.signUp(1);
    const [submission] = await browser.program.submissions(browser.email);
    expect(submission!.touches).toMatchObject([{ via: 'click', at: MONDAY.getTime() + 86_400_000 }, { via: 'click', at: MONDAY.getTime() }]);
    expect(submission!.referrer_id).toBe(await browser.program.memberOf(`${credited}@reader.test`));
    expect(await creditedWith(browser)).toBe(credited);
  });

  it('also where the page has lost its address, and with a visit between the two', async () => {
    const browser = new Browser(model);
    await browser.visit('anna', 0);
    await browser.visit('carl', 1);
    await browser.visit('ben', 2);
    browser.strip();
    await browser.signUp(3);
    expect(await creditedWith(browser)).toBe(credited);
  });

  it('goes by the code that was typed, if one was', async () => {
    const browser = new Browser(model);
    await browser.visit('anna', 0);
    await browser.visit('ben', 1);
    browser.strip();
    await browser.signUp(1, { referralCode: codes.get(`${model} carl`)! });
    expect(await creditedWith(browser)).toBe('carl');
  });

  it('takes a code for typed that the page has asked for, though the address has a click of the same link', async () => {
    const browser = new Browser(model);
    await browser.visit('anna', 0);
    const click = await browser.visit('ben', 1);
    browser.strip();
    await browser.signUp(1, { click, referralCode: codes.get(`${model} ben`)! });
    expect(await creditedWith(browser)).toBe('ben');
  });

  it('of one that kept the last click alone, before there were two, and of what was clicked since', async () => {
    const browser = new Browser(model);
    await browser.visit('anna', 0);
    expect(browser.get('ffc')).toMatch(/^[\w.-]+$/); // a single signed click: what was set then
    await browser.visit('ben', 1);
    expect(browser.get('ffc').split('~')).toHaveLength(2);
    await browser.signUp(1);
    expect(await creditedWith(browser)).toBe(credited);
  });

  it('by the snippet: the clicks that the page names', async () => {
    const browser = new Browser(model);
    const [firstClickId, clickId] = [await browser.visit('anna', 0), await browser.visit('ben', 1)];
    await browser.program.signUp({ email: browser.email, firstClickId: firstClickId.toUpperCase(), clickId, referralCode: codes.get(`${model} ben`) });
    expect(await creditedWith(browser)).toBe(credited);
  });

  it('by a brand’s own system that passes them on', async () => {
    const browser = new Browser(model);
    const [firstClickId, clickId] = [await browser.visit('anna', 0), await browser.visit('ben', 1)];
    const machine = await TestMachine.make(test.app, browser.program.id, { scopes: ['signups:write', 'signups:confirm'] });
    const report = { externalId: browser.email, type: 'signup', email: browser.email, clickId, referralCode: codes.get(`${model} ben`) };
    const answer = await machine.convert({ ...report, firstClickId });
    expect(answer.json()).toMatchObject({ status: 'recorded' });
    expect((await machine.convert({ ...report, firstClickId })).statusCode).toBe(200);
    expect((await machine.convert(report)).json()).toMatchObject({ code: 'conversion.payload_differs' });
    const [row] = await browser.program.sql<{ member_id: string }>('SELECT member_id FROM referrals WHERE program_id = $1 AND id = $2', [browser.program.id, answer.json<{ id: string }>().id]);
    expect(row!.member_id).toBe(await browser.program.memberOf(`${credited}@reader.test`));
  });
});

describe('the first click', () => {
  it('that has died leaves its place to the next that is kept', async () => {
    const browser = new Browser('first');
    await browser.visit('anna', 0);
    await browser.visit('ben', 20);
    browser.strip();
    await browser.signUp(31);
    expect((await browser.program.submissions(browser.email))[0]!.touches).toHaveLength(1);
    expect(await creditedWith(browser)).toBe('ben');
  });

  it('that has died leaves it at the next visit, too', async () => {
    const browser = new Browser('first');
    await browser.visit('anna', 0);
    await browser.visit('ben', 20);
    await browser.visit('carl', 31);
    await browser.signUp(31);
    expect(await creditedWith(browser)).toBe('ben');
  });

  it('of another program is none of this one’s, and stays', async () => {
    const browser = new Browser('first');
    const other = new Browser('last');
    await browser.visit('anna', 0);
    other.put('ffc', browser.get('ffc'));
    await other.visit('carl', 1);
    browser.put('ffc', other.get('ffc'));
    await browser.visit('ben', 2);
    await browser.signUp(2);
    expect((await browser.program.submissions(browser.email))[0]!.touches).toHaveLength(2);
    expect(await creditedWith(browser)).toBe('anna');
  });

  it('that nobody knows is no error', async () => {
    const browser = new Browser('first');
    const clickId = await browser.visit('ben', 0);
    await browser.program.signUp({ email: browser.email, firstClickId: '0190a000-0000-7000-8000-000000000001', clickId });
    expect(await creditedWith(browser)).toBe('ben');
  });
});

describe('what the sign-up page promises a friend', () => {
  let stories = 0;
  /** Two inviters: the next friend of one gets something, and nobody's of the other does, who has brought a friend before. */
  async function inviters(model: Model): Promise<{ open: string; done: string }> {
    onDay(0);
    const program = programs.get(model)!;
    const names = { open: `open${++stories}`, done: `done${stories}` };
    for (const name of Object.values(names)) codes.set(`${model} ${name}`, await program.join(`${name}@reader.test`));
    await program.join(`before${stories}@elsewhere.test`, { referralCode: codes.get(`${model} ${names.done}`) });
    return names;
  }
  const given = async ({ program, email }: Browser) => program.sql(
    `SELECT g.reward_id FROM grants g WHERE g.program_id = $1 AND g.beneficiary_id = $2 AND g.side = 'friend'`, [program.id, await program.memberOf(email)]);
  const confirmed = async (browser: Browser) => {
    await browser.program.confirm(await browser.program.token(browser.email));
    return (await given(browser)).length;
  };

  it.each([
    ['first', ['open', 'done'], ['Discount code']], ['first', ['done', 'open'], []], ['first', ['open'], ['Discount code']], ['first', ['done'], []],
    ['last', ['open', 'done'], []], ['last', ['done', 'open'], ['Discount code']],
  ] as const)('where the %s visit counts, of %j, is kept: %j', async (model, visits, promised) => {
    const browser = new Browser(model);
    const names = await inviters(model);
    for (const [day, which] of visits.entries()) await browser.visit(names[which], day);
    expect(await browser.promised()).toEqual(promised);
    expect(await browser.promised({ email: 'nobody' })).toEqual(promised); // asked again for what was wrong
    await browser.signUp(visits.length - 1);
    expect(await confirmed(browser)).toBe(promised.length);
  });

  it('is what the visit kept in the browser brings, where the address has lost it', async () => {
    const browser = new Browser('first');
    const { open, done } = await inviters('first');
    await browser.visit(open, 0);
    await browser.visit(done, 1);
    browser.strip();
    expect(await browser.promised()).toEqual(['Discount code']);
    await browser.signUp(1);
    expect(await confirmed(browser)).toBe(1);
  });

  it('follows the code that was typed, which goes before visits', async () => {
    const browser = new Browser('first');
    const { open, done } = await inviters('first');
    await browser.visit(open, 0);
    browser.strip();
    const referralCode = codes.get(`first ${done}`)!;
    expect(await browser.promised({ email: 'nobody', referralCode })).toEqual([]);
    expect(await browser.promised({ email: 'nobody', referralCode: '??' })).toEqual(['Discount code']);
    await browser.signUp(0, { referralCode });
    expect(await confirmed(browser)).toBe(0);
  });

  it('is nothing by a visit that is too old for the rules, though its code stands in the address', async () => {
    const browser = new Browser('first');
    await browser.visit((await inviters('first')).open, 0);
    onDay(31);
    expect(await browser.promised()).toEqual([]);
    await browser.signUp(31);
    expect(await confirmed(browser)).toBe(0);
  });

  it('is nothing of an inviter who was first and is suspended', async () => {
    const browser = new Browser('first');
    const [suspended, open] = [(await inviters('first')).open, (await inviters('first')).open];
    await browser.visit(suspended, 0);
    await browser.visit(open, 1);
    const memberId = await browser.program.memberOf(`${suspended}@reader.test`);
    const staff = await staffSession(test.app, 'manager', browser.program.id);
    const answer = await test.app.inject({
      method: 'POST', url: `/api/v1/programs/${browser.program.id}/members/${memberId}/suspend`, headers: staff.headers, payload: { id: newId(), reason: 'Asked to wait' },
    });
    expect([answer.statusCode, await browser.promised()]).toEqual([200, []]);
  });

  it.each(['open', 'done'] as const)('is what the one book has yet to bring whose two members were made one, by the link of who was %s', async (which) => {
    const browser = new Browser('first');
    const names = await inviters('first');
    const [open, done] = await Promise.all([names.open, names.done].map((name) => browser.program.memberOf(`${name}@reader.test`)));
    const staff = await staffSession(test.app, 'manager', browser.program.id);
    const answer = await test.app.inject({
      method: 'POST', url: `/api/v1/programs/${browser.program.id}/members/${open}/merge`, headers: staff.headers, payload: { id: newId(), otherId: done },
    });
    await browser.visit(names[which], 0);
    expect([answer.statusCode, await browser.promised()]).toEqual([200, []]);
    await browser.signUp(0);
    expect(await confirmed(browser)).toBe(0);
  });
});

describe('what is measured on two touches', () => {
  /** The browser that a click came from is known for somebody's own. */
  const belongs = async ({ program }: Browser, clickId: string, name: string) => program.sql(
    `INSERT INTO browsers (program_id, member_id, visitor_hash, seen_at) SELECT program_id, $2, visitor_hash, at FROM clicks WHERE program_id = $1 AND id = $3`,
    [program.id, await program.memberOf(`${name}@reader.test`), clickId]);
  const seen = async (browser: Browser) => {
    const [submission] = await browser.program.submissions(browser.email);
    const of = new Map(submission!.touches.map((touch) => [touch.memberId, touch.seen]));
    return Promise.all(['anna', 'ben'].map(async (name) => of.get((await browser.program.memberOf(`${name}@reader.test`))!)));
  };

  it('is each inviter’s own: how long ago their visit was, and whether the browser is theirs', async () => {
    const browser = new Browser('first');
    await browser.visit('anna', 0);
    await belongs(browser, await browser.visit('ben', 1), 'ben');
    await browser.signUp(1);
    expect(await seen(browser)).toMatchObject([{ clickSeconds: 86_400, sameBrowser: false }, { clickSeconds: 0, sameBrowser: true }]);
  });

  it('does not take the browser of the first click for the one that signs up: its address may have been passed on', async () => {
    const [anna, friend] = [new Browser('first'), new Browser('first')];
    const firstClickId = await anna.visit('anna', 2);
    await belongs(anna, firstClickId, 'anna');
    const clickId = await friend.visit('ben', 3);
    await friend.program.signUp({ email: friend.email, firstClickId, clickId });
    expect(await seen(friend)).toMatchObject([{ sameBrowser: false }, { sameBrowser: false }]);
  });
});
