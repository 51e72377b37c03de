// What a program's counts must be, worked out the slow way: from everything that happened, from its beginning, each time it is
// asked. It shares no line with the engine, knows no books, timers or partial states, and imports nothing.

const DAY = 86_400_000;
/** How long a touch counts, as the rules of these tests have it. */
const WINDOW = 30 * DAY;

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
}
/** For everybody, and what else it is for some. */
export interface Bar { readonly usual: number; readonly of: Readonly<Record<string, number>> }
export interface Bars<B = Bar> {
  readonly milestones: readonly { readonly id: string; readonly at: B; readonly every?: number }[];
  /** From the lowest up. */
  readonly tiers: readonly { readonly id: string; readonly at: B }[];
}
/** As one fan sees them. */
type OwnBars = Bars<number>;
export interface OracleTouch { readonly fan: string; readonly code: boolean; readonly at: number }

export type Happened = { readonly at: number } & (
  | { readonly what: 'confirmed'; readonly referral: string; readonly friend: string; readonly touches: readonly OracleTouch[]; readonly disposable: boolean; readonly burst: number }
  | { readonly what: 'bought'; readonly referral: string; readonly order: string; readonly on: number; readonly amount: number }
  | { readonly what: 'refunded'; readonly referral: string; readonly order: string; /** How much by then; null: all. */ readonly amount: number | null }
  | { readonly what: 'left'; readonly referral: string }
  | { readonly what: 'verdict'; readonly referral: string; readonly verdict: 'approve' | 'reject' | 'withdraw' }
  | { readonly what: 'adjusted'; readonly fan: string; readonly delta: number }
  | { readonly what: 'earned' | 'spent'; /** Of two who are one: whose points, or whose order. */ readonly fan: string; readonly points: number }
  | { readonly what: 'standing'; readonly fan: string; readonly to: 'active' | 'suspended' | 'erased' }
  | { readonly what: 'cohort'; readonly fan: string; readonly to: string | null }
  | { readonly what: 'bars'; readonly bars: Bars }
);
type Of<W extends Happened['what']> = Extract<Happened, { what: W }>;

export type Stands = 'counts' | 'waits' | 'out';
export interface Due { readonly sum: number; readonly tier: string | null; /** Of milestones, `id#ordinal`. */ readonly live: readonly string[]; readonly suspended: readonly string[] }
interface Prize { own: number; live: boolean }

export class CountOracle {
  private readonly history: Happened[] = [];

  constructor(private readonly rules: OracleRules, first: Bars, at: number) {
    this.tell({ at, what: 'bars', bars: first });
  }

  /** Told again, it says nothing new: the caller does not tell it. */
  tell(happened: Happened): void {
    this.history.push(happened);
  }

  /** Whose friend somebody is: a code before a click, the latest or first of its kind, within the window; null: came alone. */
  creditedTo({ touches, at }: Pick<Of<'confirmed'>, 'touches' | 'at'>): string | null {
    const fresh = touches.filter((touch) => touch.at <= at && at - touch.at <= WINDOW).toSorted((a, b) => (this.rules.first ? a.at - b.at : b.at - a.at));
    return (fresh.find(({ code }) => code) ?? fresh[0])?.fan ?? null;
  }

  /** Everybody's friends at an instant: who brought them, and whether they count. */
  friends(now: number): Map<string, { fan: string; stands: Stands }> {
    const past = this.history.filter(({ at }) => at <= now);
    const answer = new Map<string, { fan: string; stands: Stands }>();
    for (const c of past.filter((h): h is Of<'confirmed'> => h.what === 'confirmed')) {
      const fan = this.creditedTo(c);
      if (fan !== null) answer.set(c.referral, { fan, stands: this.stands(c, fan, past, now) });
    }
    return answer;
  }

  /** What a fan has at an instant. */
  due(fan: string, now: number): Due {
    const prizes = new Map<string, Prize>();
    const ranks = new Map<string, Prize>();
    let [sum, all, cohort, standing]: [number, Bars, string | null, string] = [0, { milestones: [], tiers: [] }, null, 'active'];
    for (const at of this.instants(now)) {
      const told = this.history.filter((h) => h.at === at);
      for (const h of told) {
        if (h.what === 'bars') all = h.bars;
        if (h.what === 'cohort' && h.fan === fan) cohort = h.to;
        if (h.what === 'standing' && h.fan === fan && standing !== 'erased') standing = h.to;
      }
      const bars = seenFrom(all, cohort);
      const before = sum;
      sum = this.sum(fan, at);
      if (sum < before) this.take(sum, bars, prizes, ranks);
      else if (standing === 'active') this.give(sum, bars, prizes, ranks);
    }
    const named = (live: boolean) => [...prizes].filter(([, prize]) => prize.live === live).map(([key]) => key).toSorted();
    return { sum, tier: all.tiers.findLast(({ id }) => ranks.get(id)?.live)?.id ?? null, live: named(true), suspended: named(false) };
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

  private sum(fan: string, now: number): number {
    const counted = [...this.friends(now).values()].filter((friend) => friend.fan === fan && friend.stands === 'counts').length;
    return this.history.reduce((n, h) => (h.what === 'adjusted' && h.fan === fan && h.at <= now ? n + h.delta : n), counted);
  }

  private stands(c: Of<'confirmed'>, fan: string, past: readonly Happened[], now: number): Stands {
    const about = past.filter((h) => 'referral' in h && h.referral === c.referral);
    if (c.friend === fan) return 'out'; // one's own link
    if (past.find((h) => h.what === 'confirmed' && h.friend === c.friend) !== c) return 'out'; // was there before
    const word = about.findLast((h): h is Of<'verdict'> => h.what === 'verdict')?.verdict;
    if (word === 'reject') return 'out';
    if (word !== 'approve' && c.disposable) return 'out';
    if (word !== 'approve' && c.burst >= this.rules.burst) return 'waits';
    const since = this.since(c, about, false);
    if (since === null) return this.rules.stays === undefined && this.since(c, about, true) === null ? 'waits' : 'out'; // who has gone does not come to stay
    const due = since + this.rules.holdDays * DAY;
    const left = about.find((h) => h.what === 'left')?.at;
    if (left !== undefined && since <= left && left < due) return 'out';
    return due <= now ? 'counts' : 'waits';
  }

  /** Since when somebody has done what is asked, or null. */
  private since(c: Of<'confirmed'>, about: readonly Happened[], refundsToo: boolean): number | null {
    const { spend, stays } = this.rules;
    if (stays !== undefined) {
      const stayed = c.at + stays * DAY;
      return about.some((h) => h.what === 'left' && h.at < stayed) ? null : stayed;
    }
    if (spend === null) return c.at;
    const kept = ({ order, amount }: Of<'bought'>): number => {
      const back = about.filter((h): h is Of<'refunded'> => h.what === 'refunded' && h.order === order);
      return refundsToo ? amount : amount - Math.max(0, ...back.map((h) => h.amount ?? amount));
    };
    const bought = about.filter((h): h is Of<'bought'> => h.what === 'bought' && kept(h) >= spend);
    return bought.length === 0 ? null : Math.min(...bought.map(({ on }) => Math.max(on, c.at)));
  }

  /** When anything can change: something happened, or a hold period is over. */
  private instants(now: number): number[] {
    const begins = this.history.flatMap((h) => (h.what === 'confirmed' ? [h.at] : h.what === 'bought' ? [h.on] : []));
    const all = [...this.history.map(({ at }) => at), ...begins.map((at) => at + ((this.rules.stays ?? 0) + this.rules.holdDays) * DAY)];
    return [...new Set(all)].filter((at) => at <= now).toSorted((a, b) => a - b);
  }

  private give(sum: number, bars: OwnBars, prizes: Map<string, Prize>, ranks: Map<string, Prize>): void {
    for (const { id, at, every } of bars.milestones) {
      for (let k = 1; at + (k - 1) * (every ?? Infinity) <= sum || (k === 1 && at <= sum); k++) {
        const bar = at + (k - 1) * (every ?? 0);
        const known = prizes.get(`${id}#${k}`);
        if (!known) prizes.set(`${id}#${k}`, { own: bar, live: true });
      }
      for (const [key, prize] of prizes) if (key.startsWith(`${id}#`) && sum >= barOf(key, prize, bars)) prize.live = true;
    }
    for (const { id, at } of bars.tiers) {
      const known = ranks.get(id);
      if (!known?.live && sum >= Math.min(at, known?.own ?? Infinity)) ranks.set(id, { own: Math.min(at, known?.own ?? Infinity), live: true });
    }
  }

  private take(sum: number, bars: OwnBars, prizes: Map<string, Prize>, ranks: Map<string, Prize>): void {
    for (const [key, prize] of prizes) if (sum < barOf(key, prize, bars)) prize.live = false;
    for (const { id, at } of bars.tiers) {
      const rank = ranks.get(id);
      if (rank && sum < Math.min(rank.own, at)) rank.live = false;
    }
  }
}

function seenFrom({ milestones, tiers }: Bars, cohort: string | null): OwnBars {
  const mine = ({ usual, of }: Bar) => (cohort === null ? usual : (of[cohort] ?? usual));
  return { milestones: milestones.map((m) => ({ ...m, at: mine(m.at) })), tiers: tiers.map((tier) => ({ ...tier, at: mine(tier.at) })) };
}

/** What a prize has to keep: its own bar, or today's if that is lower. */
function barOf(key: string, prize: Prize, { milestones }: OwnBars): number {
  const [id, k] = key.split('#') as [string, string];
  const today = milestones.find((m) => m.id === id);
  return Math.min(prize.own, today ? today.at + (Number(k) - 1) * (today.every ?? 0) : Infinity);
}
