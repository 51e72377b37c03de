/** Carriers that are known by name, with the page that shows where a parcel is; `{}` is its number. */
const CARRIERS = {
  dhl: { name: 'DHL', url: 'https://www.dhl.com/en/home/tracking.html?tracking-id={}' },
  deutsche_post: { name: 'Deutsche Post', url: 'https://www.deutschepost.de/sendung/simpleQueryResult.html?form.sendungsnummer={}' },
  dpd: { name: 'DPD', url: 'https://tracking.dpd.de/status/en_US/parcel/{}' },
  gls: { name: 'GLS', url: 'https://gls-group.com/track/{}' },
  hermes: { name: 'Hermes', url: 'https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{}' },
  ups: { name: 'UPS', url: 'https://www.ups.com/track?tracknum={}' },
  fedex: { name: 'FedEx', url: 'https://www.fedex.com/fedextrack/?trknbr={}' },
  inpost: { name: 'InPost', url: 'https://inpost.pl/sledzenie-przesylek?number={}' },
  poczta_polska: { name: 'Poczta Polska', url: 'https://emonitoring.poczta-polska.pl/?numer={}' },
  austrian_post: { name: 'Österreichische Post', url: 'https://www.post.at/sv/sendungsdetails?snr={}' },
  swiss_post: { name: 'Swiss Post', url: 'https://service.post.ch/ekp-web/ui/entry/search/{}' },
  postnl: { name: 'PostNL', url: 'https://postnl.nl/tracktrace/?B={}' },
  la_poste: { name: 'La Poste', url: 'https://www.laposte.fr/outils/suivre-vos-envois?code={}' },
  royal_mail: { name: 'Royal Mail', url: 'https://www.royalmail.com/track-your-item#/tracking-results/{}' },
  an_post: { name: 'An Post', url: 'https://www.anpost.com/Post-Parcels/Track/History?item={}' },
  usps: { name: 'USPS', url: 'https://tools.usps.com/go/TrackConfirmAction?tLabels={}' },
  canada_post: { name: 'Canada Post', url: 'https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={}' },
  australia_post: { name: 'Australia Post', url: 'https://auspost.com.au/mypost/track/details/{}' },
} as const;
export type CarrierCode = keyof typeof CARRIERS;
export const CARRIER_CODES = Object.keys(CARRIERS) as CarrierCode[];

/** As people know it. A carrier that is not in the table is shown as it was written. */
export function carrierName(carrier: string): string {
  return isKnown(carrier) ? CARRIERS[carrier].name : carrier;
}

/** Where a parcel can be followed, or null where the carrier is not known. The number cannot lead elsewhere. */
export function trackingUrl(carrier: string | null, number: string | null): string | null {
  if (carrier === null || number === null || !isKnown(carrier)) return null;
  return CARRIERS[carrier].url.replace('{}', encodeURIComponent(number.replace(/\s+/g, '')));
}

/** The carrier that somebody means: by its code or its name, in any spelling of capitals and spaces; null for none of the table. */
export function carrierNamed(text: string): CarrierCode | null {
  const plain = (each: string) => each.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z]/g, '');
  return CARRIER_CODES.find((code) => [code, CARRIERS[code].name].some((name) => plain(name) === plain(text))) ?? null;
}

function isKnown(carrier: string): carrier is CarrierCode {
  return Object.hasOwn(CARRIERS, carrier);
}
