import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { disposableEmailBlocklistSet } from 'disposable-email-domains-js';

const require = createRequire(import.meta.url);
const main = require.resolve('disposable-email-domains-js');
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

/** What the list lacks, most of it in Europe. */
const MORE_PROVIDERS = (
    'a1.net alice-dsl.net alice.de aon.at azet.sk bbox.fr bredband.net chello.at citromail.hu comhem.se disroot.org duck.com elisanet.fi ' +
    'ewe.net ewetel.net fastmail.com fastwebnet.it gmx.ch gmx.co.uk gmx.es gmx.eu gmx.us hispeed.ch hotmail.ch hotmail.fi hotmail.no hotmail.se ' +
    'ik.me infomaniak.ch jubii.dk kabelbw.de kolabnow.com kolumbus.fi kpnplanet.nl live.no live.se magenta.de mail.de mail.dk mailbox.org ' +
    'mailo.com netcologne.de numericable.fr online.no ono.com op.pl outlook.co.uk pandora.be poczta.onet.pl posteo.de proximus.be riseup.net ' +
    'startmail.com sunrise.ch suomi24.fi tele2.se telefonica.net telia.com tim.it tlen.pl tuta.com tuta.io tutanota.com unitybox.de vodafone.de ' +
    'vodafonemail.de vp.pl xs4all.nl yahoo.no yahoo.pl ziggo.nl zohomail.com zohomail.eu zoznam.sk'
  ).split(' ');
const PROVIDERS = new Set([...(require('email-providers/all.json') as string[]), ...MORE_PROVIDERS]);

/**
 * A provider where anybody can have an address, so that two of them have nothing in common. Those of throwaway addresses are none, though the
 * list names many. @param domain ASCII
 */
export function isFreemail(domain: string): boolean {
  return PROVIDERS.has(domain) && !isDisposable(domain);
}
