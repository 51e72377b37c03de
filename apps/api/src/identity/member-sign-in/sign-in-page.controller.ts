import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DomainError, LOCALES } from '@fanfare/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../../platform/auth/access.js';
import { RateLimits } from '../../platform/auth/rate-limits.js';
import { chooseLocale } from '../../platform/i18n/choose-locale.js';
import { I18n } from '../../platform/i18n/i18n.service.js';
import { Brands } from '../../platform/pages/brands.js';
import { PageProblemFilter } from '../../platform/pages/page-problem.filter.js';
import { PageRenderer, sendPage } from '../../platform/pages/page-renderer.js';
import { Accounts } from '../accounts/accounts.service.js';
import { slugField } from '../auth.dto.js';
import { SignInCookies } from '../sign-in-cookies.service.js';
import { Challenges } from './challenges.service.js';
import { MemberSignIn, type SignedInAccount } from './member-sign-in.service.js';

const text = z.string().max(1000);
const signInQuery = z.object({ token: text.optional(), program: slugField.optional().catch(undefined) }).catch({});
/** The three steps of the form: a mailed link, an address with its code, an address alone. */
const signInForm = z.object({ token: text.optional(), email: text.optional(), code: text.optional(), program: slugField.optional().catch(undefined) }).catch({});
type SignInForm = z.infer<typeof signInForm>;

interface View {
  readonly sent?: boolean;
  readonly token?: string;
  readonly elsewhere?: boolean;
  readonly homeless?: boolean;
  /** The way in as anybody finds it: nothing typed, nobody's link. */
  readonly listed?: boolean;
  readonly email?: string;
  readonly programSlug?: string | undefined;
  readonly error?: 'email' | 'code' | 'expired' | 'tries';
  readonly triesLeft?: number;
}

/** Sign-in without JavaScript. Opening a mailed link changes nothing: mail scanners open links, the button signs in. */
@ApiExcludeController()
@UseFilters(PageProblemFilter)
@Controller('sign-in')
export class SignInPageController {
  constructor(
    private readonly challenges: Challenges,
    private readonly signIn: MemberSignIn,
    private readonly accounts: Accounts,
    private readonly cookies: SignInCookies,
    private readonly limits: RateLimits,
    private readonly pages: PageRenderer,
    private readonly brands: Brands,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Public()
  async show(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { token, program } = signInQuery.parse(query);
    await this.send(request, reply, token ? { token } : { programSlug: program, listed: true });
  }

  @Post()
  @HttpCode(200)
  @Public()
  async submit(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = signInForm.parse(body);
    if (form.token === undefined && form.code === undefined) return this.ask(form, request, reply);
    try {
      await this.enter(await this.finish(form, request), form.program, request, reply);
    } catch (error) {
      await this.explain(error, form, request, reply);
    }
  }

  private async ask(form: SignInForm, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const email = form.email?.trim() ?? '';
    if (!this.accounts.hashOf(email)) return this.send(request, reply, { email, programSlug: form.program, error: 'email' }, 422);
    this.limits.takeForBlock('challengeStart', request.ip);
    const nonce = this.cookies.ensureNonce(request, reply);
    await this.challenges.start('member_sign_in', { email, program: form.program ?? null, nonce, ip: request.ip });
    await this.send(request, reply, { sent: true, email, programSlug: form.program });
  }

  private finish(form: SignInForm, request: FastifyRequest): Promise<SignedInAccount> {
    const browser = this.cookies.browser(request);
    if (form.token !== undefined) return this.signIn.withToken(form.token, browser);
    return this.signIn.withCode(form.email ?? '', (form.code ?? '').replace(/[\s-]/g, ''), browser, request.ip);
  }

  private async enter({ accountId, session }: SignedInAccount, program: string | undefined, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.cookies.replace(request, reply, session);
    const memberships = (await this.accounts.accountPrograms(accountId)).filter((p) => p.memberId !== null);
    const home = memberships.find((p) => p.slug === program) ?? memberships[0];
    if (!home) return this.send(request, reply, { homeless: true });
    void reply.status(303).headers({ location: `/me/${home.slug}`, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).send();
  }

  private async explain(error: unknown, form: SignInForm, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (!(error instanceof DomainError)) throw error;
    const again = { email: form.email ?? '', programSlug: form.program };
    if (error.code === 'auth.other_browser') return this.send(request, reply, { elsewhere: true }, 409);
    if (error.code === 'auth.challenge_expired') return this.send(request, reply, { ...again, error: 'expired' }, 410);
    if (error.code === 'auth.too_many_attempts') return this.send(request, reply, { ...again, error: 'tries' }, 429);
    if (error.code !== 'auth.invalid_credentials') throw error;
    await this.send(request, reply, { ...again, sent: true, error: 'code', triesLeft: Number(error.facts['triesLeft'] ?? 0) }, 401);
  }

  private async send(request: FastifyRequest, reply: FastifyReply, view: View, status = 200): Promise<void> {
    const locale = chooseLocale(undefined, request.headers['accept-language'], LOCALES, 'en');
    const program = await this.brands.bySlug(view.programSlug);
    sendPage(reply, this.pages.render('identity/member-sign-in/sign-in', {
      locale, program, title: 'page.sign_in.title', description: this.i18n.t(locale, 'page.sign_in.text'), keep: 'secret', data: { ...view },
      ...(view.listed && { canonicalPath: program ? `/sign-in?program=${view.programSlug}` : '/sign-in' }),
    }), status);
  }
}
