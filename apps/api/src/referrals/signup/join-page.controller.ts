import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DomainError, type Locale } from '@fanfare/contracts';
import { canonicalEmail, codeIn, foldCode } from '@fanfare/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../../platform/auth/access.js';
import { RateLimited } from '../../platform/auth/rate-limit.guard.js';
import { countryOf } from '../../platform/auth/country.js';
import { newVisitor, readVisitor, VISITOR_COOKIE, VISITOR_COOKIE_SECONDS, visitorHash } from '../../platform/auth/visitor.js';
import { Clock } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Transactions } from '../../platform/database/transactions.js';
import { chooseLocale } from '../../platform/i18n/choose-locale.js';
import { I18n } from '../../platform/i18n/i18n.service.js';
import { Keys } from '../../platform/keys.js';
import { PageProblemFilter } from '../../platform/pages/page-problem.filter.js';
import { PageRenderer, sendPage } from '../../platform/pages/page-renderer.js';
import { openCohort, programImage, programLocales, Programs, type ProgramView, Rulebooks } from '../../programs/index.js';
import { CLICK_COOKIE, readClickCookie } from '../clicks/click-cookie.js';
import { clickField, codeField, cohortField, emailField, nameField } from './signups.dto.js';
import { Signups } from './signups.service.js';
import { friendPerks, perks } from './perks.js';
import { foreseeInviter, type LinkClues } from './touches.js';

/** The text beside the box (`page.join.consent`). A new text is a new version. */
const CONSENT_VERSION = 'join_page.1';

/** What a link or a redirect puts into the address; whatever is malformed is as if it were not there. */
const JoinQuery = z.object({
  ref: codeField.optional().catch(undefined),
  click: clickField.optional().catch(undefined),
  cohort: cohortField.optional().catch(undefined),
  lang: z.string().max(35).optional().catch(undefined),
});
type JoinQuery = z.infer<typeof JoinQuery>;

const blank = (value: unknown) => (typeof value === 'string' && value.trim() === '' ? undefined : value);
/** A whole link may be pasted where its code is asked for. */
const codeOf = (value: unknown) => (typeof value === 'string' ? (codeIn(value) ?? blank(value)) : value);
const typedCode = z.preprocess(codeOf, codeField.optional());
/** What the visitor typed. Its fields have the names of the API's. */
const JoinForm = z.object({
  email: emailField,
  name: z.preprocess(blank, nameField.optional()),
  referralCode: typedCode,
  consent: z.literal('yes'),
});
const FIELDS = ['email', 'name', 'referralCode', 'consent'] as const;
type Field = (typeof FIELDS)[number];
type Typed = Partial<Record<Field, string>>;

interface View {
  readonly program: ProgramView;
  readonly query: JoinQuery;
  readonly cookie: LinkClues['cookie'];
  readonly locale: Locale;
}

/** The program's own sign-up page. Works without JavaScript; signing up here is the same as by the API. */
@ApiExcludeController()
@UseFilters(PageProblemFilter)
@Controller('join/:slug')
export class JoinPageController {
  private readonly secure: boolean;

  constructor(
    private readonly programs: Programs,
    private readonly rulebooks: Rulebooks,
    private readonly signups: Signups,
    private readonly transactions: Transactions,
    private readonly pages: PageRenderer,
    private readonly i18n: I18n,
    private readonly keys: Keys,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.secure = config.publicUrl.startsWith('https:');
  }

  @Get()
  @Public()
  async show(@Param('slug') slug: string, @Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const view = await this.view(slug, query, request);
    if (view.program.status === 'paused') return this.sendPaused(reply, view, 200);
    await this.sendForm(reply, view, {}, [], 200);
  }

  @Post()
  @Public()
  @RateLimited('signUp')
  @HttpCode(200)
  async submit(@Param('slug') slug: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const view = await this.view(slug, body, request);
    const form = JoinForm.safeParse(body ?? {});
    if (!form.success) {
      const wrong = new Set(form.error.issues.map((issue) => issue.path[0]));
      return this.sendForm(reply, view, typed(body), FIELDS.filter((field) => wrong.has(field)), 422);
    }
    try {
      await this.signUp(view, form.data, request, reply);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'program.paused') return this.sendPaused(reply, view, 409);
      throw error;
    }
    this.sendSent(reply, view, form.data.email.trim());
  }

  private async signUp(view: View, form: z.infer<typeof JoinForm>, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { program, query, locale } = view;
    const visitor = readVisitor(request.cookies[VISITOR_COOKIE]) ?? newVisitor();
    await this.signups.submit(program, {
      email: canonicalEmail(form.email)!, // the schema has read it before
      name: form.name || null,
      locale,
      consentVersion: CONSENT_VERSION,
      ...cluesOf(view, form.referralCode),
      cohort: query.cohort || null,
      visitor: visitorHash(this.keys, visitor),
      ip: request.ip,
      country: countryOf(request, this.config),
    });
    void reply.setCookie(VISITOR_COOKIE, visitor, { path: '/', httpOnly: true, sameSite: 'lax', secure: this.secure, maxAge: VISITOR_COOKIE_SECONDS });
  }

  private async view(slug: string, input: unknown, request: FastifyRequest): Promise<View> {
    const program = await this.programs.bySlug(slug);
    const query = JoinQuery.catch({}).parse(input ?? {});
    const cookie = readClickCookie(this.keys, request.cookies[CLICK_COOKIE], this.clock.now());
    return { program, query, cookie, locale: chooseLocale(query.lang, request.headers['accept-language'], programLocales(program), program.defaultLocale) };
  }

  private async sendForm(reply: FastifyReply, view: View, values: Typed, wrong: readonly Field[], status: number): Promise<void> {
    const { program, query, locale } = view;
    const told = await this.transactions.readProgram(program.id, async (tx) => {
      const now = this.clock.now();
      const rulebook = await this.rulebooks.inForce(tx, program.id, now);
      const inviterId = await foreseeInviter(tx, program.id, cluesOf(view, typedCode.safeParse(values.referralCode).data), now, rulebook.attribution);
      return {
        perks: await perks(tx, program.id, rulebook, { locale, cohort: await openCohort(tx, program.id, query.cohort ?? null) }),
        friendPerks: inviterId ? await friendPerks(tx, program.id, rulebook, inviterId, locale) : [],
      };
    });
    const landing = program.landing[locale] ?? program.landing[program.defaultLocale];
    const page = this.pages.render('referrals/signup/join', {
      locale, program, title: 'page.join.title', titleParams: { name: program.name },
      description: landing?.body ?? this.i18n.t(locale, 'page.join.description', { name: program.name }),
      canonicalPath: `/join/${program.slug}`,
      columns: 'two',
      image: programImage(program, locale),
      languages: this.languages(view),
      data: {
        heading: landing?.title ?? this.i18n.t(locale, 'page.join.title', { name: program.name }),
        lead: landing?.body ?? this.i18n.t(locale, 'page.join.lead'),
        picture: program.landingPicture,
        action: `/join/${program.slug}`,
        query: { ...query, lang: locale }, values,
        errors: Object.fromEntries(wrong.map((field) => [field, `page.join.error.${field}`])),
        hasErrors: wrong.length > 0,
        openCode: values.referralCode !== undefined && values.referralCode !== '',
        ...told,
      },
    });
    sendPage(reply, page, status);
  }

  private languages({ program, query, locale }: View): { locale: Locale; href: string }[] {
    const others = programLocales(program).filter((other) => other !== locale);
    return others.map((other) => ({ locale: other, href: `/join/${program.slug}?${new URLSearchParams({ ...definedOnly(query), lang: other }).toString()}` }));
  }

  private sendSent(reply: FastifyReply, { program, query, locale }: View, email: string): void {
    const again = `/join/${program.slug}?${new URLSearchParams({ ...definedOnly(query), lang: locale }).toString()}`;
    sendPage(reply, this.pages.render('referrals/signup/sent', { locale, program, title: 'page.sent.title', keep: 'secret', data: { email, again } }));
  }

  private sendPaused(reply: FastifyReply, { program, locale }: View, status: number): void {
    sendPage(reply, this.pages.render('referrals/signup/paused', { locale, program, title: 'page.paused.title', titleParams: { name: program.name } }), status);
  }
}

/** Whose link it was: for the promise and for the sign-up alike, so that the one keeps the other. */
function cluesOf({ query, cookie }: View, referralCode: string | undefined): LinkClues {
  const code = referralCode ?? query.ref;
  return { code: code === undefined ? null : foldCode(code), isTyped: referralCode !== undefined, clickId: query.click?.toLowerCase() ?? null, cookie };
}

/** What was typed, to be shown again; nothing but text of a bearable length. */
function typed(body: unknown): Typed {
  const fields = (body ?? {}) as Record<string, unknown>;
  return Object.fromEntries(FIELDS.flatMap((field) => (typeof fields[field] === 'string' ? [[field, fields[field].slice(0, 400)]] : [])));
}

function definedOnly(query: JoinQuery): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
