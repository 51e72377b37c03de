import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type LiveLink, LinkSource } from './link-loader.js';

const LINKS = 50_000;
const MISSES = 10_000;
/** A code that was looked up a moment before its link was made must not stay unknown. */
const MISS_MS = 2_000;

/**
 * Links of this process by folded code. One load per code at a time; whoever asks meanwhile shares it. Entries have no
 * age: notices of change remove them (`LinkNotices`), and all go when notices may have been missed.
 */
@Injectable()
export class LinkCache {
  private readonly links = new LRUCache<string, LiveLink>({ max: LINKS });
  private readonly misses = new LRUCache<string, true>({ max: MISSES, ttl: MISS_MS });
  private readonly loads = new Map<string, Promise<LiveLink | null>>();
  /** Rises with every notice, so that what was read before one is not kept after it. */
  private epoch = 0;

  constructor(@Inject(LinkSource) private readonly source: LinkSource) {}

  /** The link if it is at hand: the redirect's way without a promise. */
  peek(code: string): LiveLink | undefined {
    return this.links.get(code);
  }

  /** @param code folded. @returns null for a code without a link */
  async find(code: string): Promise<LiveLink | null> {
    const known = this.links.get(code);
    if (known) return known;
    if (this.misses.has(code)) return null;
    let load = this.loads.get(code);
    if (!load) {
      load = this.load(code).finally(() => {
        if (this.loads.get(code) === load) this.loads.delete(code);
      });
      this.loads.set(code, load);
    }
    return load;
  }

  /** Forgets one code. */
  forgetCode(code: string): void {
    this.advance();
    this.links.delete(code);
    this.misses.delete(code);
  }

  /** Forgets every link of a program, whose page or hosts have changed. Walks the cache: rare, and about a millisecond. */
  forgetProgram(programId: string): void {
    this.advance();
    for (const [code, link] of this.links.entries()) if (link.programId === programId) this.links.delete(code);
  }

  forgetAll(): void {
    this.advance();
    this.links.clear();
    this.misses.clear();
  }

  private advance(): void {
    this.epoch += 1;
    this.loads.clear(); // those under way answer whoever waits for them already, and nobody who comes later
  }

  private async load(code: string): Promise<LiveLink | null> {
    const epoch = this.epoch;
    const link = await this.source.load(code);
    if (epoch !== this.epoch) return link;
    if (link) this.links.set(code, link);
    else this.misses.set(code, true);
    return link;
  }
}
