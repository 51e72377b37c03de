import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { disposableEmailBlocklistSet } from 'disposable-email-domains-js';

const main = createRequire(import.meta.url).resolve('disposable-email-domains-js');
const { version } = JSON.parse(readFileSync(join(dirname(main), '..', 'package.json'), 'utf8')) as { version: string };

/** Which list `isDisposable` answered from: kept with every answer. */
export const DISPOSABLE_LIST = `disposable-email-domains-js@${version}`;

/** Made once: the package's own question makes the set anew each time, a millisecond a sign-up. */
const DISPOSABLE = disposableEmailBlocklistSet();

/** Whether the domain, or one it lies under, hands out throwaway addresses. @param domain ASCII */
export function isDisposable(domain: string): boolean {
  const labels = domain.split('.');
  return labels.slice(0, -1).some((_, skip) => DISPOSABLE.has(labels.slice(skip).join('.')));
}

const FREEMAIL = new Set(
  ('aol.com arcor.de bluewin.ch email.de fastmail.com free.fr freemail.hu freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net ' +
    'googlemail.com hey.com hotmail.co.uk hotmail.com hotmail.de hotmail.fr hotmail.it icloud.com interia.pl laposte.net libero.it list.ru ' +
    'live.com live.de mac.com mail.com mail.de mail.ru mailbox.org me.com msn.com naver.com o2.pl onet.pl op.pl orange.fr outlook.com outlook.de ' +
    'pm.me posteo.de proton.me protonmail.com qq.com rambler.ru seznam.cz sfr.fr t-online.de tiscali.it tutanota.com virgilio.it wanadoo.fr ' +
    'web.de wp.pl yahoo.co.uk yahoo.com yahoo.de yahoo.fr yahoo.it yandex.com yandex.ru ymail.com zoho.com').split(' '),
);

/** A provider where anybody can have an address, so that two of them have nothing in common. @param domain ASCII */
export function isFreemail(domain: string): boolean {
  return FREEMAIL.has(domain);
}
