/** A postal address as it is stored. What a country does not use is left out. */
export interface PostalAddress {
  readonly name: string;
  readonly line1: string;
  readonly line2?: string | undefined;
  readonly postalCode?: string | undefined;
  readonly city: string;
  readonly region?: string | undefined;
  /** ISO 3166-1, two capital letters. */
  readonly country: string;
}

/** How addresses of a country are asked for and written. */
export interface AddressRules {
  readonly postalCode: 'required' | 'optional';
  /** `none`: not asked for. */
  readonly region: 'required' | 'optional' | 'none';
  /** What people there call the two: keys of texts. */
  readonly postalCodeName: 'postal_code' | 'postcode' | 'zip' | 'eircode';
  readonly regionName: 'region' | 'state' | 'province' | 'county';
  /** Null: anything. Compared in capitals. */
  readonly pattern: RegExp | null;
  /** Lines, separated by `|`: N name, 1 and 2 the street, P postal code, C city, R region. */
  readonly layout: string;
}

const ELSEWHERE: AddressRules = { postalCode: 'optional', region: 'optional', postalCodeName: 'postal_code', regionName: 'region', pattern: null, layout: 'N|1|2|P C|R' };

/** Postal code before the city, no region: most of Europe. */
const european = (pattern: RegExp, more: Partial<AddressRules> = {}): AddressRules =>
  ({ postalCode: 'required', region: 'none', postalCodeName: 'postal_code', regionName: 'region', pattern, layout: 'N|1|2|P C', ...more });
const FOUR = /^\d{4}$/;
const FIVE = /^\d{5}$/;
const THREE_TWO = /^\d{3} ?\d{2}$/;

const RULES: Readonly<Record<string, AddressRules>> = {
  AT: european(FOUR), BE: european(FOUR), BG: european(FOUR), CH: european(FOUR), CY: european(FOUR), CZ: european(THREE_TWO), DE: european(FIVE), DK: european(FOUR),
  EE: european(FIVE), ES: european(FIVE, { region: 'optional', regionName: 'province', layout: 'N|1|2|P C|R' }), FI: european(FIVE), FR: european(FIVE), GR: european(THREE_TWO),
  HR: european(FIVE), HU: european(FOUR, { layout: 'N|C|1|2|P' }), IS: european(/^\d{3}$/), IT: european(FIVE, { region: 'optional', regionName: 'province', layout: 'N|1|2|P C R' }),
  LI: european(FOUR), LT: european(/^(LT-)?\d{5}$/), LU: european(/^(L-)?\d{4}$/), LV: european(/^(LV-)?\d{4}$/, { layout: 'N|1|2|C, P' }), MT: european(/^[A-Z]{3} ?\d{4}$/, { layout: 'N|1|2|C P' }),
  NL: european(/^\d{4} ?[A-Z]{2}$/), NO: european(FOUR), PL: european(/^\d{2}-\d{3}$/), PT: european(/^\d{4}-\d{3}$/), RO: european(/^\d{6}$/), SE: european(THREE_TWO),
  SI: european(FOUR), SK: european(THREE_TWO),
  GB: european(/^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/, { postalCodeName: 'postcode', layout: 'N|1|2|C|P' }),
  IE: european(/^[A-Z]\d[\dW] ?[A-Z\d]{4}$/, { postalCode: 'optional', postalCodeName: 'eircode', region: 'optional', regionName: 'county', layout: 'N|1|2|C|R|P' }),
  US: european(/^\d{5}(-\d{4})?$/, { postalCodeName: 'zip', region: 'required', regionName: 'state', layout: 'N|1|2|C, R P' }),
  CA: european(/^[A-Z]\d[A-Z] ?\d[A-Z]\d$/, { region: 'required', regionName: 'province', layout: 'N|1|2|C R P' }),
  AU: european(FOUR, { postalCodeName: 'postcode', region: 'required', regionName: 'state', layout: 'N|1|2|C R P' }),
  NZ: european(FOUR, { postalCodeName: 'postcode', layout: 'N|1|2|C P' }),
};

/** Of a country that is not in the table: nothing but street and city is sure to be needed. */
export function addressRules(country: string): AddressRules {
  return RULES[country] ?? ELSEWHERE;
}

/** What is wrong with an address in its country; empty when a parcel may be sent there. */
export function addressProblems(address: PostalAddress): { field: 'postalCode' | 'region'; code: 'required' | 'pattern' }[] {
  const rules = addressRules(address.country);
  const problems: { field: 'postalCode' | 'region'; code: 'required' | 'pattern' }[] = [];
  if (rules.postalCode === 'required' && !address.postalCode) problems.push({ field: 'postalCode', code: 'required' });
  else if (address.postalCode && rules.pattern?.test(address.postalCode.toUpperCase()) === false) problems.push({ field: 'postalCode', code: 'pattern' });
  if (rules.region === 'required' && !address.region) problems.push({ field: 'region', code: 'required' });
  return problems;
}

/** As it is written on a parcel, from the name down, without the country. */
export function addressLines(address: PostalAddress): string[] {
  const parts: Record<string, string | undefined> = {
    N: address.name, 1: address.line1, 2: address.line2, P: address.postalCode, C: address.city, R: address.region,
  };
  // A part that is missing takes the space and the comma before it along.
  const written = (line: string) => line.replace(/[N12PCR]/g, (part) => parts[part] ?? '\uffff').replace(/[, ]*\uffff/g, '').trim();
  return addressRules(address.country).layout.split('|').map(written).filter(Boolean);
}
