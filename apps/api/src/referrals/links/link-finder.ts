import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { foldCode } from '@fanfare/domain';
import { RateLimits } from '../../platform/auth/rate-limits.js';
import { LinkCache } from './link-cache.js';
import type { LiveLink } from './link-loader.js';

const CODE = /^[a-z0-9-]{3,30}$/;

/** Links by what stands in a public address. */
@Injectable()
export class LinkFinder {
  constructor(
    private readonly links: LinkCache,
    private readonly limits: RateLimits,
  ) {}

  /** @throws DomainError `request.not_found`, the same for any miss; `request.rate_limited` after too many of them */
  async find(text: string, ip: string): Promise<LiveLink> {
    const code = foldCode(text);
    const link = this.links.peek(code) ?? (CODE.test(code) ? await this.links.find(code) : null);
    if (link) return link;
    this.limits.takeForBlock('unknownCode', ip);
    throw new DomainError('request.not_found');
  }
}
