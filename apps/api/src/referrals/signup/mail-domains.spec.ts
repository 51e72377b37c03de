import { describe, expect, it } from '@jest/globals';
import { isDisposable, isFreemail } from './mail-domains.js';

describe('the domain of an address', () => {
  it('is a provider’s, in every country where people have mail', () => {
    const providers =
      'aol.com arcor.de att.net bluewin.ch btinternet.com comcast.net email.de fastmail.com free.fr freemail.hu freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net ' +
      'googlemail.com hey.com hotmail.co.uk hotmail.com hotmail.de hotmail.es hotmail.fr hotmail.it icloud.com interia.pl laposte.net libero.it list.ru live.com live.de ' +
      'live.fr mac.com mail.com mail.de mail.ru mailbox.org me.com msn.com naver.com o2.pl onet.pl op.pl orange.fr outlook.com outlook.de outlook.fr pm.me posteo.de ' +
      'proton.me protonmail.com qq.com rambler.ru rediffmail.com seznam.cz sfr.fr t-online.de telenet.be tiscali.it tutanota.com uol.com.br verizon.net virgilio.it ' +
      'wanadoo.fr web.de wp.pl yahoo.ca yahoo.co.jp yahoo.co.uk yahoo.com yahoo.de yahoo.es yahoo.fr yahoo.it yandex.com yandex.ru ymail.com ziggo.nl zoho.com 163.com';
    expect(providers.split(' ').filter((domain) => !isFreemail(domain))).toEqual([]);
  });

  it('is a company’s otherwise', () => expect(['fanfare.example', 'mail.gmail.com', 'bbc.co.uk', 'siemens.com'].filter(isFreemail)).toEqual([]));

  it('is not both a provider’s and thrown away', () => {
    for (const domain of ['mailinator.com', '0815.ru', 'guerrillamail.com']) expect([domain, isDisposable(domain), isFreemail(domain)]).toEqual([domain, true, false]);
  });
});
