import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DomainError, LOCALES } from '@fanfare/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../../platform/auth/access.js';
import { RateLimited } from '../../platform/auth/rate-limit.guard.js';
import { STATUS } from '../../platform/errors/status.js';
import { chooseLocale } from '../../platform/i18n/choose-locale.js';
import { PageProblemFilter } from '../../platform/pages/page-problem.filter.js';
import { PageRenderer, sendPage } from '../../platform/pages/page-renderer.js';
import { programLocales, Programs } from '../../programs/index.js';
import { AddressMoves, type AddressStage, type AddressTokenKind, type FoundChange } from './address-moves.service.js';

const TokenField = z.object({ token: z.string().max(200).catch('') }).catch({ token: '' });

/** What a link's page can say. */
type Said = AddressStage | 'done' | 'taken' | 'unknown';
const SAID: Readonly<Record<string, Said>> = {
  'address.unknown': 'unknown', 'address.used': 'used', 'address.expired': 'expired', 'address.taken': 'taken',
};
const SAID_STATUS: Readonly<Record<Said, number>> = {
  open: 200, done: 200, used: STATUS['address.used'][0], expired: STATUS['address.expired'][0], taken: STATUS['address.taken'][0], unknown: STATUS['address.unknown'][0],
};

/** Where the two links about a change of address lead. Opening one changes nothing, because mail scanners open links; the button does it. */
@ApiExcludeController()
@UseFilters(PageProblemFilter)
@Controller('address')
export class AddressPageController {
  constructor(
    private readonly moves: AddressMoves,
    private readonly programs: Programs,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Public()
  show(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.open('address_change', query, request, reply);
  }

  @Get('undo')
  @Public()
  showUndo(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.open('address_undo', query, request, reply);
  }

  @Post()
  @Public()
  @RateLimited('confirmation')
  @HttpCode(200)
  confirm(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.act('address_change', body, request, reply);
  }

  @Post('undo')
  @Public()
  @RateLimited('confirmation')
  @HttpCode(200)
  undo(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.act('address_undo', body, request, reply);
  }

  private async open(kind: AddressTokenKind, query: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { token } = TokenField.parse(query);
    const found = await this.find(kind, token);
    await this.send(kind, found, found?.stage ?? 'unknown', token, request, reply);
  }

  private async act(kind: AddressTokenKind, body: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { token } = TokenField.parse(body ?? {});
    const said = await this.said(() => (kind === 'address_change' ? this.moves.confirm(token) : this.moves.undo(token)));
    await this.send(kind, await this.find(kind, token), said, token, request, reply);
  }

  private async said(act: () => Promise<void>): Promise<Said> {
    try {
      await act();
      return 'done';
    } catch (error) {
      const said = error instanceof DomainError ? SAID[error.code] : undefined;
      if (!said) throw error;
      return said;
    }
  }

  private async find(kind: AddressTokenKind, token: string): Promise<FoundChange | null> {
    try {
      return await this.moves.find(kind, token);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'address.unknown') return null;
      throw error;
    }
  }

  private async send(kind: AddressTokenKind, found: FoundChange | null, said: Said, token: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const program = found && (await this.programs.byId(found.programId));
    const accept = request.headers['accept-language'];
    const locale = program ? chooseLocale(found.locale ?? undefined, accept, programLocales(program), program.defaultLocale) : chooseLocale(undefined, accept, LOCALES, 'en');
    sendPage(reply, this.pages.render('members/address/address', {
      locale, program, keep: 'secret', title: said === 'unknown' ? 'page.unknown.title' : `page.${kind}.${said}.title`,
      data: {
        [said]: true, token, kind, path: kind === 'address_change' ? '/address' : '/address/undo', slug: program?.slug,
        // Whoever has the link can read what it is about; once it is over, it tells nothing.
        ...(said === 'open' || said === 'done' ? { name: program?.name, from: found?.oldEmail, to: found?.newEmail } : {}),
      },
    }), SAID_STATUS[said]);
  }
}
