// What a program's counts must be, worked out the slow way: from everything that happened, from its beginning, each time it is
// asked. It shares no line with the engine, knows no books, timers or partial states, and imports nothing.

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** How long a click or a code counts, as the rules of these tests have it. What a friend says of themselves does not age. */
const WINDOW = 30 * DAY;
const LIMITED = ['day', 'domain', 'season'] as const;

export interface OracleRules {
  readonly holdDays: number;
  /** The least a friend has to spend; null: confirming is enough. */
  readonly spend: number | null;
  /** Days that a friend has to stay and be written to, which is then all that is asked. */
  readonly stays?: number;
  /** Whoever told a friend first has brought them; otherwise whoever told them last. */
  readonly first?: true;
  /** Sign-ups in a minute from which a person has to look. */
  readonly burst: number;
  /** How many of one day, of one domain, of one season may count for a fan. */
  readonly most?: Readonly<Partial<Record<(typeof LIMITED)[number], number>>>;
  /** Tiers are reached anew in each: how long one is, and what lies between two, in hours. */
  readonly seasons?: { readonly hours: number; readonly pause: number };
  /** Days in which a tier may be reached again before it goes. */
  readonly grace?: number;
}
/** For everybody, and what else it is for some. */
export interface Bar { readonly usual: number; readonly of: Readonly<Record<string, number>> }
export interface Bars<B = Bar> {
  /** `both`: the friend with whom it is reached gets one too. */
  readonly milestones: readonly { readonly id: string; readonly at: B; readonly every?: number; readonly both?: true }[];
  /** From the lowest up. */
  readonly tiers: readonly { readonly id: string; readonly at: B }[];
}
/** As one fan sees them. */
type OwnBars = Bars<number>;
export interface OracleTouch { readonly fan: string; readonly by: 'click' | 'code' | 'claim'; readonly at: number }

export type Happened = { readonly at: number } & (
  | { readonly what: 'confirmed'; readonly referral: string; readonly friend: string; readonly touches: readonly OracleTouch[]; readonly disposable: boolean; readonly burst: number; readonly domain: string | null }
  | { readonly what: 'bought'; readonly referral: string; readonly order: string; readonly on: number; readonly amount: number }
  | { readonly what: 'refunded'; readonly referral: string; readonly order: string; /** How much by then; null: all. */ readonly amount: number | null }
  | { readonly what: 'left'; readonly referral: string; /** When, however late it was told. */ readonly on: number }
  | { readonly what: 'back'; readonly referral: string; /** From which leaving. */ readonly from: number; /** Since when; as the leaving: they never left. */ readonly on: number }
  | { readonly what: 'verdict'; readonly referral: string; readonly verdict: 'approve' | 'reject' | 'withdraw' }
  | { readonly what: 'adjusted'; readonly fan: string; readonly delta: number }
  | { readonly what: 'earned' | 'spent'; /** Of two who are one: whose points, or whose order. */ readonly fan: string; readonly points: number }
  | { readonly what: 'standing'; readonly fan: string; readonly to: 'active' | 'suspended' | 'erased' }
  | { readonly what: 'cohort'; readonly fan: string; readonly to: string | null }
  | { readonly what: 'bars'; readonly bars: Bars }
);
type Of<W extends Happened['what']> = Extract<Happened, { what: W }>;

export type Stands = 'counts' | 'waits' | 'out';
/** Of milestones, `id#ordinal`, and for the friend's side `id of ` and the friend. */
export interface Due { readonly sum: number; readonly tier: string | null; readonly live: readonly string[]; readonly suspended: readonly string[]; readonly lost: readonly string[] }
/** `of`: the friend whose side it is. */
interface Prize { readonly id: string; readonly k: number; readonly own: number; readonly of?: string; is: 'live' | 'suspended' | 'lost' }
/** `goes`: when, unless reached again. */
interface Rank { own: number; live: boolean; since: number; goes: number | null }
/** What there may be too many of, by its name: a day, a domain, a season. */
type Place = Readonly<Record<(typeof LIMITED)[number], string | null>>;
/** `place`: where they count. `over`: one too many. */
interface Friend { readonly stands: Stands; readonly place: Place | null; readonly over: boolean }
/** From inclusive, to exclusive. */
export interface Season { readonly id: string; readonly from: number; readonly to: number }

/** The seasons that begin before an instant, from the first on. */
export function seasonsUntil(end: number, { seasons: every }: Pick<OracleRules, 'seasons'>, begin: number): Season[] {
  const all: Season[] = [];
  if (every) for (let from = begin; from < end; from += (every.hours + every.pause) * HOUR) all.push({ id: `season ${all.length}`, from, to: from + every.hours * HOUR });
  return all;
}

/** What has become of a fan, going through everything that happened. */
class Walk {
  readonly friends = new Map<string, Friend>();
  readonly prizes = new Map<string, Prize>();
  readonly ranks = new Map<string, Rank>();
  all: Bars = { milestones: [], tiers: [] };
  cohort: string | null = null;
  standing = 'active';
  sum = 0;
  /** Friends who came while nothing was given, and still count. */
  came: string[] = [];

  get bars(): OwnBars {
    const mine = ({ usual, of }: Bar) => (this.cohort === null ? usual : (of[this.cohort] ?? usual));
    return { milestones: this.all.milestones.map((m) => ({ ...m, at: mine(m.at) })), tiers: this.all.tiers.map((tier) => ({ ...tier, at: mine(tier.at) })) };
  }

  /** Of those who count. */
  get places(): Place[] {
    return [...this.friends.values()].flatMap(({ place }) => (place ? [place] : []));
  }
}

export class CountOracle {
  private readonly history: Happened[] = [];

  constructor(private readonly rules: OracleRules, first: Bars, private readonly begin: number) {
    this.tell({ at: begin, what: 'bars', bars: first });
  }

  /** Told again, it says nothing new: the caller does not tell it. */
  tell(happened: Happened): void {
    this.history.push(happened);
  }

  /** Whose friend somebody is: their own word, else a code before a click, the latest or first of its kind, within the window; null: came alone. */
  creditedTo({ touches, at }: Pick<Of<'confirmed'>, 'touches' | 'at'>): string | null {
    const past = touches.filter((touch) => touch.at <= at).toSorted((a, b) => (this.rules.first ? a.at - b.at : b.at - a.at));
    const fresh = past.filter((touch) => at - touch.at <= WINDOW);
    return (past.find(({ by }) => by === 'claim') ?? fresh.find(({ by }) => by === 'code') ?? fresh[0])?.fan ?? null;
  }

  /** The friends of fans at an instant, and whether they count. */
  friends(fans: readonly string[], now: number): Map<string, Stands> {
    return new Map(fans.flatMap((fan) => [...this.walk(fan, now).friends].map(([referral, { stands }]) => [referral, stands] as const)));
  }

  /** What a fan has at an instant. */
  due(fan: string, now: number): Due {
    const { sum, all, ranks, prizes } = this.walk(fan, now);
    const named = (is: Prize['is']) => [...prizes].filter(([, prize]) => prize.is === is).map(([key]) => key).toSorted();
    return { sum, tier: all.tiers.findLast(({ id }) => ranks.get(id)?.live)?.id ?? null, live: named('live'), suspended: named('suspended'), lost: named('lost') };
  }

  /** What somebody has to spend. */
  balance(fan: string): number {
    return this.history.reduce((n, h) => (h.what === 'earned' && h.fan === fan ? n + h.points : h.what === 'spent' && h.fan === fan ? n - h.points : n), 0);
  }

  /** Who is suspended or has left buys nothing. */
  maySpend(fans: readonly string[], price: number): boolean {
    const last = (fan: string) => this.history.findLast((h) => h.what === 'standing' && h.fan === fan) as Of<'standing'> | undefined;
    return fans.every((fan) => (last(fan)?.to ?? 'active') === 'active') && fans.reduce((n, fan) => n + this.balance(fan), 0) >= price;
  }

  private walk(fan: string, now: number): Walk {
    const walk = new Walk();
    const known = this.instants(now);
    const after = (at: number) => Math.min(...known.filter((x) => x > at), ...[...walk.ranks.values()].flatMap(({ goes }) => (goes !== null && goes > at ? [goes] : [])));
    for (let at = this.begin; at <= now; at = after(at)) {
      this.pass(walk, fan, at);
      const told = this.history.filter((h) => h.at === at);
      for (const h of told) {
        if (h.what === 'bars') walk.all = h.bars;
        if (h.what === 'cohort' && h.fan === fan) walk.cohort = h.to;
        if (h.what === 'standing' && h.fan === fan && walk.standing !== 'erased') walk.standing = h.to;
      }
      const change = this.count(walk, fan, told, at);
      const before = walk.sum;
      walk.sum = this.adjusted(fan, at) + walk.places.length;
      walk.came = [...walk.came, ...change.came].filter((friend) => !change.went.includes(friend));
      if (walk.sum < before) this.take(walk, fan, change.went, at);
      else if (walk.standing === 'active') this.give(walk, fan, at);
    }
    return walk;
  }

  /** What time alone does to tiers: a grace is over, a season is. */
  private pass(walk: Walk, fan: string, at: number): void {
    const ended = seasonsUntil(at, this.rules, this.begin).find(({ to }) => to === at);
    for (const { id, at: bar } of walk.bars.tiers) {
      const rank = walk.ranks.get(id);
      if (!rank?.live) continue;
      const keeps = Math.min(rank.own, bar);
      if (rank.goes === at) {
        rank.goes = null;
        rank.live = this.towards(walk, fan, at) >= keeps;
      }
      if (ended && rank.live && this.inSeason(walk, fan, ended, at) < keeps) this.leave(rank, at);
    }
  }

  /** Who begins to count, and who no longer does. Who was once one too many stays so, until somebody decides or they begin again. */
  private count(walk: Walk, fan: string, told: readonly Happened[], at: number): { came: string[]; went: string[] } {
    const change = { came: [] as string[], went: [] as string[] };
    const past = this.history.filter((h) => h.at <= at);
    for (const c of past.filter((h): h is Of<'confirmed'> => h.what === 'confirmed' && this.creditedTo(h) === fan)) {
      const before = walk.friends.get(c.referral);
      const stands = this.stands(c, fan, past, at);
      const decided = told.some((h) => h.what === 'verdict' && h.referral === c.referral);
      let [place, over] = [before?.place ?? null, before?.over === true && !decided && stands === 'counts'];
      if (stands !== 'counts') {
        if (place) change.went.push(c.friend);
        place = null;
      } else if (!place && !over) {
        const here = { day: new Date(c.at).toISOString().slice(0, 10), domain: c.domain, season: this.seasonOf(at)?.id ?? null };
        over = LIMITED.some((per) => here[per] !== null && walk.places.filter((other) => other[per] === here[per]).length >= (this.rules.most?.[per] ?? Infinity));
        if (!over) {
          place = here;
          change.came.push(c.friend);
        }
      }
      walk.friends.set(c.referral, { stands: over ? 'out' : stands, place, over });
    }
    return change;
  }

  private stands(c: Of<'confirmed'>, fan: string, past: readonly Happened[], now: number): Stands {
    const about = past.filter((h) => 'referral' in h && h.referral === c.referral);
    if (c.friend === fan) return 'out'; // one's own link
    if (this.decisive(c.friend, past) !== c) return 'out'; // was there before
    const word = about.findLast((h): h is Of<'verdict'> => h.what === 'verdict')?.verdict;
    if (word === 'reject') return 'out';
    if (word !== 'approve' && c.disposable) return 'out';
    if (word !== 'approve' && c.burst >= this.rules.burst) return 'waits';
    if (word !== 'approve' && c.touches.filter((t) => t.fan === fan).every(({ by }) => by === 'claim')) return 'waits'; // only the friend says so
    const since = this.since(c, about, false);
    if (since === null) return this.rules.stays === undefined && this.since(c, about, true) === null ? 'waits' : 'out'; // who has gone does not come to stay
    const due = since + this.rules.holdDays * DAY;
    if (this.gone(c, about, due).some((left) => since <= left)) return 'out';
    return due <= now ? 'counts' : 'waits';
  }

  /** Of all times that somebody confirmed, the one that may count: the first; where nobody had brought them, when they first say who did. */
  private decisive(friend: string, past: readonly Happened[]): Of<'confirmed'> | undefined {
    const all = past.filter((h): h is Of<'confirmed'> => h.what === 'confirmed' && h.friend === friend);
    return this.creditedTo(all[0]!) === null ? all.find(({ touches }) => touches.some(({ by }) => by === 'claim')) : all[0];
  }

  /** When somebody left, who cannot leave before they came, of each time before `end` from which they are not back at `end`. */
  private gone(c: Of<'confirmed'>, about: readonly Happened[], end: number): number[] {
    return about.flatMap((h) => {
      if (h.what !== 'left' || Math.max(h.on, c.at) >= end) return [];
      const isBack = about.some((b) => b.what === 'back' && Math.max(b.from, c.at) === Math.max(h.on, c.at) && b.on <= end);
      return isBack ? [] : [Math.max(h.on, c.at)];
    });
  }

  /** Since when somebody has done what is asked, or null. */
  private since(c: Of<'confirmed'>, about: readonly Happened[], refundsToo: boolean): number | null {
    const { spend, stays } = this.rules;
    if (stays !== undefined) {
      const stayed = c.at + stays * DAY;
      return this.gone(c, about, stayed).length > 0 ? null : stayed;
    }
    if (spend === null) return c.at;
    const kept = ({ order, amount }: Of<'bought'>): number => {
      const back = about.filter((h): h is Of<'refunded'> => h.what === 'refunded' && h.order === order);
      return refundsToo ? amount : amount - Math.max(0, ...back.map((h) => h.amount ?? amount));
    };
    const bought = about.filter((h): h is Of<'bought'> => h.what === 'bought' && kept(h) >= spend);
    return bought.length === 0 ? null : Math.min(...bought.map(({ on }) => Math.max(on, c.at)));
  }

  /** When anything can change by itself: something happened, a hold period or a season is over. */
  private instants(now: number): number[] {
    const begins = this.history.flatMap((h) => (h.what === 'confirmed' ? [h.at] : h.what === 'bought' ? [h.on] : []));
    return [
      ...this.history.map(({ at }) => at), ...begins.map((at) => at + (this.rules.stays ?? 0) * DAY + this.rules.holdDays * DAY), ...seasonsUntil(now, this.rules, this.begin).map(({ to }) => to),
    ].filter((at) => at <= now);
  }

  private seasonOf(at: number): Season | undefined {
    return seasonsUntil(at + 1, this.rules, this.begin).find(({ from, to }) => from <= at && at < to);
  }

  private adjusted(fan: string, now: number, { from, to }: Pick<Season, 'from' | 'to'> = { from: 0, to: Infinity }): number {
    return this.history.reduce((n, h) => (h.what === 'adjusted' && h.fan === fan && h.at <= now && from <= h.at && h.at < to ? n + h.delta : n), 0);
  }

  private inSeason(walk: Walk, fan: string, season: Season, now: number): number {
    return walk.places.filter((place) => place.season === season.id).length + this.adjusted(fan, now, season);
  }

  /** What a tier is measured by. */
  private towards(walk: Walk, fan: string, at: number): number {
    if (!this.rules.seasons) return walk.sum;
    const season = this.seasonOf(at);
    return season ? this.inSeason(walk, fan, season, at) : 0;
  }

  private give(walk: Walk, fan: string, at: number): void {
    const { sum, bars, prizes, ranks } = walk;
    for (const { id, at: first, every } of bars.milestones) {
      for (let k = 1; first + (k - 1) * (every ?? Infinity) <= sum || (k === 1 && first <= sum); k++) {
        if (!prizes.has(`${id}#${k}`)) prizes.set(`${id}#${k}`, { id, k, own: first + (k - 1) * (every ?? 0), is: 'live' });
      }
    }
    for (const prize of prizes.values()) {
      if (prize.is === 'suspended' || (prize.is === 'lost' && walk.came.includes(prize.of!))) prize.is = sum >= barOf(prize, bars) ? 'live' : 'suspended'; // the friend's side comes back with the friend
    }
    for (const [n, friend] of walk.came.entries()) this.giveToo(walk, friend, sum - walk.came.length + n);
    walk.came = [];
    const towards = this.towards(walk, fan, at);
    for (const { id, at: bar } of bars.tiers) {
      const known = ranks.get(id);
      const own = Math.min(bar, known?.own ?? Infinity);
      if (towards < own) continue;
      if (known?.live) known.goes = null;
      else ranks.set(id, { own, live: true, since: at, goes: null });
    }
  }

  /** To the friend with whom a bar is passed, unless somebody who still counts has had it for that bar, or they have one already. */
  private giveToo({ bars, prizes }: Walk, friend: string, before: number): void {
    for (const { id, at: first, every, both } of bars.milestones) {
      const k = first === before + 1 ? 1 : every !== undefined && before >= first && (before + 1 - first) % every === 0 ? 1 + (before + 1 - first) / every : null;
      const passed = k === null ? undefined : prizes.get(`${id}#${k}`);
      if (!both || passed?.is !== 'live' || prizes.has(`${id} of ${friend}`)) continue;
      if ([...prizes.values()].some((prize) => prize.id === id && prize.of !== undefined && prize.own === passed.own && prize.is !== 'lost')) continue;
      prizes.set(`${id} of ${friend}`, { id, k: passed.k, own: passed.own, of: friend, is: 'live' });
    }
  }

  private take(walk: Walk, fan: string, went: readonly string[], at: number): void {
    const { sum, bars, prizes, ranks } = walk;
    for (const prize of prizes.values()) {
      if (prize.of !== undefined && went.includes(prize.of)) prize.is = 'lost';
      else if (prize.is === 'live' && sum < barOf(prize, bars)) prize.is = 'suspended';
    }
    for (const { id, at: bar } of bars.tiers) {
      const rank = ranks.get(id);
      if (!rank?.live || (this.rules.seasons && !(rank.since >= (this.seasonOf(at)?.from ?? Infinity)))) continue; // kept from before, it is asked for at the season's end
      if (this.towards(walk, fan, at) < Math.min(rank.own, bar)) this.leave(rank, at);
    }
  }

  private leave(rank: Rank, at: number): void {
    const grace = this.rules.grace ?? 0;
    if (grace === 0) rank.live = false;
    else rank.goes ??= at + grace * DAY;
  }
}

/** What a prize has to keep: its own bar, or today's if that is lower. */
function barOf({ id, k, own }: Prize, { milestones }: OwnBars): number {
  const today = milestones.find((m) => m.id === id);
  return Math.min(own, today ? today.at + (k - 1) * (today.every ?? 0) : Infinity);
}
