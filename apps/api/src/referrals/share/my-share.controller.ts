import { Controller, Get, Headers, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentMember, MemberOnly } from '../../platform/auth/access.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { LangQuery, ShareKitResponse } from './share.dto.js';
import { type OwnLink, ShareKits } from './share-kits.service.js';
import { fillIn } from './share-texts.service.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug/share')
export class MyShareController {
  constructor(
    private readonly kits: ShareKits,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Everything to share the own link with', description: 'In the language of whoever it is sent to: `lang`, else the reader’s own. Errors: 404 request.not_found for a member without a link.' })
  @ApiOkResponse({ standardSchema: ShareKitResponse })
  async show(
    @CurrentMember() me: { programId: string; memberId: string }, @Query({ schema: LangQuery }) { lang }: LangQuery, @Headers('accept-language') language: string | undefined,
  ): Promise<ShareKitResponse> {
    const { locale, locales, programName, links, texts, recent } = await this.kits.of(me.programId, me.memberId, lang, language);
    const main = this.shown(links[0]);
    const linkFor = (channel: string) => this.shown(links.find((link) => link.channel.toLowerCase() === channel) ?? links[0]);
    return {
      locale, locales, recent, link: main, ...this.addresses(main.code, locale),
      texts: texts.map(({ channel, text }) => ({ channel, link: linkFor(channel), text: fillIn(text, { link: linkFor(channel).url, name: programName }) })),
    };
  }

  private shown({ code, channel }: OwnLink): ShareKitResponse['link'] {
    return { code, url: `${this.config.publicUrl}/r/${code}`, channel };
  }

  private addresses(code: string, locale: string): Pick<ShareKitResponse, 'qr' | 'poster' | 'card'> {
    const [link, card] = [`${this.config.publicUrl}/r/${code}`, `${this.config.publicUrl}/card/${code}`];
    const poster = (paper: string) => `${link}/poster.svg?paper=${paper}&lang=${locale}`;
    return { qr: { svg: `${link}/qr.svg`, png: `${link}/qr.png` }, poster: { a4: poster('a4'), a5: poster('a5') }, card: { page: card, picture: `${card}.png?lang=${locale}` } };
  }
}
