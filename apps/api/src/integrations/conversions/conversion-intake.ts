import { Inject, Injectable } from '@nestjs/common';
import { type ApiScope, DomainError } from '@fanfare/contracts';
import { canonicalEmail, foldCode } from '@fanfare/domain';
import type { Machine } from '../../platform/auth/access.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { chooseLocale } from '../../platform/i18n/choose-locale.js';
import { programLocales, type ProgramView } from '../../programs/index.js';
import { type Conversion, type ConversionAnswer, Conversions } from '../../referrals/index.js';
import type { ConversionRequest, ConversionResponse } from './conversions.dto.js';

export interface TakenIn {
  readonly status: 200 | 201;
  readonly body: ConversionResponse;
}

/** From the words of the API into ours and back, and what a key may say. */
@Injectable()
export class ConversionIntake {
  constructor(
    private readonly conversions: Conversions,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws DomainError `auth.scope_missing`, `program.paused`, `conversion.payload_differs` */
  async take(program: ProgramView, machine: Machine, request: ConversionRequest, ip: string): Promise<TakenIn> {
    assertMay(machine, request.type);
    const { answer, repeated } = await this.conversions.report(program, toConversion(program, machine, request, ip));
    return { status: repeated === 'first' ? 201 : 200, body: this.toResponse(answer) };
  }

  private toResponse({ id, status, referral, member }: ConversionAnswer): ConversionResponse {
    const link = member?.linkCode ? { code: member.linkCode, url: `${this.config.publicUrl}/r/${member.linkCode}` } : null;
    return {
      id, status,
      referral: referral && { id: referral.id, status: referral.status, reason: referral.reason },
      member: member && { id: member.id, link },
    };
  }
}

function toConversion(program: ProgramView, machine: Machine, c: ConversionRequest, ip: string): Conversion {
  const email = c.email === undefined ? null : canonicalEmail(c.email);
  return {
    source: machine.kind === 'publishable' ? `~${c.source}` : c.source, // anybody can read that key: what it names takes no name from the brand's own systems
    externalId: c.externalId, type: c.type, order: c.order ?? c.externalId, email,
    code: c.referralCode === undefined ? null : foldCode(c.referralCode),
    clickId: c.clickId?.toLowerCase() ?? null,
    firstClickId: c.firstClickId?.toLowerCase() ?? null,
    amountMinor: c.amountMinor ?? null, currency: c.currency ?? null,
    occurredAt: c.occurredAt === undefined ? null : new Date(c.occurredAt),
    signUp: c.type === 'signup' ? signUpOf(program, machine, c, ip) : null,
  };
}

function signUpOf(program: ProgramView, machine: Machine, c: ConversionRequest, ip: string): Conversion['signUp'] {
  return {
    name: c.name || null,
    locale: chooseLocale(c.locale, undefined, programLocales(program), program.defaultLocale),
    cohort: c.cohort || null,
    confirmedBy: machine.scopes.includes('signups:confirm') ? 'brand' : 'person',
    ip: machine.kind === 'publishable' ? ip : null, // a server speaks for many: its network says nothing about them
  };
}

/** The route lets in whoever may report anything; what exactly is reported decides. */
function assertMay(machine: Machine, type: string): void {
  const sufficient: readonly ApiScope[] = type === 'signup' ? ['signups:write', 'signups:confirm'] : ['conversions:write'];
  if (!sufficient.some((scope) => machine.scopes.includes(scope))) throw new DomainError('auth.scope_missing', { scope: sufficient[0]! });
}
