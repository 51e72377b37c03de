/** Chance that can be had again: the same seed gives the same throws. */
export class Dice {
  constructor(private state: number) {}

  /** From 0 up to, but not, 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number of a range, both ends included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(of: number): boolean {
    return this.next() < of;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.between(0, items.length - 1)]!;
  }

  /** Mostly short, now and then long. */
  waiting(average: number): number {
    return Math.max(0, Math.round(-Math.log(1 - this.next()) * average));
  }

  word(signs: string, length: number): string {
    return Array.from({ length }, () => signs[this.between(0, signs.length - 1)]).join('');
  }
}
