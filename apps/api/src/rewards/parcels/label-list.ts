import { toCsv } from '../../platform/csv.js';
import type { Address } from '../rewards.dto.js';

/** How a list for labels is laid out: as Fanfare does, as most carriers and label services read it, or as DHL's business portal does. */
export const LABEL_LAYOUTS = ['fanfare', 'generic', 'dhl'] as const;
export type LabelLayout = (typeof LABEL_LAYOUTS)[number];

/** What goes on one label. */
export interface Label {
  /** Batch and place: what a list of numbers names the parcel by when it comes back. */
  readonly reference: string;
  readonly status: string;
  readonly address: Address;
  /** In words: `T-shirt (M), Stickers`. */
  readonly contents: string;
  readonly skus: string;
  readonly carrier: string | null;
  readonly tracking: string | null;
}
type Cell = string | null;
type Columns = readonly (readonly [heading: string, of: (label: Label) => Cell])[];

const FANFARE: Columns = [
  ['parcel', (l) => l.reference], ['status', (l) => l.status], ['name', ({ address: a }) => a.name], ['line1', ({ address: a }) => a.line1], ['line2', ({ address: a }) => a.line2 ?? null],
  ['postal_code', ({ address: a }) => a.postalCode ?? null], ['city', ({ address: a }) => a.city], ['region', ({ address: a }) => a.region ?? null], ['country', ({ address: a }) => a.country],
  ['phone', ({ address: a }) => a.phone ?? null], ['contents', (l) => l.contents], ['sku', (l) => l.skus], ['carrier', (l) => l.carrier], ['tracking', (l) => l.tracking],
];
const GENERIC: Columns = [
  ['Order Number', (l) => l.reference], ['Name', ({ address: a }) => a.name], ['Company', () => null], ['Address 1', ({ address: a }) => a.line1], ['Address 2', ({ address: a }) => a.line2 ?? null],
  ['City', ({ address: a }) => a.city], ['State', ({ address: a }) => a.region ?? null], ['Postal Code', ({ address: a }) => a.postalCode ?? null], ['Country', ({ address: a }) => a.country],
  ['Phone', ({ address: a }) => a.phone ?? null], ['Item Description', (l) => l.contents], ['Quantity', () => '1'],
];
const DHL: Columns = [
  ['Sendungsreferenz', (l) => l.reference], ['Empfänger Name 1', ({ address: a }) => a.name], ['Empfänger Name 2 / Postnummer', ({ address: a }) => a.line2 ?? null],
  ['Empfänger Straße', ({ address: a }) => streetOf(a.line1).street], ['Empfänger Hausnummer', ({ address: a }) => streetOf(a.line1).number], ['Empfänger PLZ', ({ address: a }) => a.postalCode ?? null],
  ['Empfänger Ort', ({ address: a }) => a.city], ['Empfänger Provinz', ({ address: a }) => a.region ?? null], ['Empfänger Land', ({ address: a }) => threeLetters(a.country)],
  ['Empfängerreferenz', (l) => l.contents.slice(0, 35)], ['Empfänger Telefonnummer', ({ address: a }) => a.phone ?? null],
];

/** A file that a carrier's page takes in. Nothing in it runs as a formula. */
export function labelList(layout: LabelLayout, labels: readonly Label[]): string {
  const columns = { fanfare: FANFARE, generic: GENERIC, dhl: DHL }[layout];
  return toCsv(columns.map(([heading]) => heading), labels.map((label) => columns.map(([, of]) => of(label))), layout === 'dhl' ? ';' : ',');
}

/** The number at the end of a street, as it is written in German; all of it is the street where there is none. */
function streetOf(line: string): { street: string; number: string | null } {
  const [, street, number] = /^(.*\D)\s+(\d+\s?[a-z]?(?:\s?[-/]\s?\d+\s?[a-z]?)?)$/iu.exec(line.trim()) ?? [];
  return street && number ? { street, number } : { street: line, number: null };
}

/** ISO 3166-1 in three letters; what is not in the table stays as it is, to be put right by hand. */
function threeLetters(country: string): string {
  return THREE.get(country) ?? country;
}
const THREE = new Map(('AD AND AE ARE AF AFG AL ALB AM ARM AR ARG AT AUT AU AUS AZ AZE BA BIH BD BGD BE BEL BG BGR BH BHR BO BOL BR BRA BY BLR CA CAN CH CHE CL CHL CN CHN CO COL CR CRI CY CYP CZ CZE DE DEU '
  + 'DK DNK DO DOM DZ DZA EC ECU EE EST EG EGY ES ESP FI FIN FO FRO FR FRA GB GBR GE GEO GG GGY GI GIB GL GRL GR GRC GT GTM HK HKG HR HRV HU HUN ID IDN IE IRL IL ISR IM IMN IN IND IS ISL IT ITA JE JEY '
  + 'JO JOR JP JPN KE KEN KR KOR KW KWT KZ KAZ LB LBN LI LIE LK LKA LT LTU LU LUX LV LVA MA MAR MC MCO MD MDA ME MNE MK MKD MT MLT MX MEX MY MYS NG NGA NL NLD NO NOR NZ NZL OM OMN PA PAN PE PER PH PHL '
  + 'PK PAK PL POL PT PRT PY PRY QA QAT RO ROU RS SRB SA SAU SE SWE SG SGP SI SVN SK SVK SM SMR SN SEN TH THA TN TUN TR TUR TW TWN UA UKR US USA UY URY VA VAT VE VEN VN VNM XK XKX ZA ZAF')
  .match(/[A-Z]{2} [A-Z]{3}/g)!.map((pair) => pair.split(' ') as [string, string]));
