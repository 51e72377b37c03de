import { canonicalEmail } from '@fanfare/domain';
import { IMPORT_FIELDS, type ImportField, type Mapping } from './import-terms.js';
import type { Table } from './read-table.js';

/** What other programs call these columns, folded: letters and digits only. The first column that fits is taken. */
const NAMES: Record<ImportField, RegExp> = {
  email: /^(e?mail(address|adresse)?|emailaddress|subscriber(email)?|adresse)$/,
  name: /^((full|first|given|display|vor)?name|vollername|contact)$/,
  lastName: /^(lastname|surname|familyname|nachname)$/,
  language: /^(language|locale|lang|sprache)$/,
  joined: /^(joined(at|on)?|created(at)?|signup(date|edat)?|signedup(at)?|subscribed(at|on)?|date|beigetreten(am)?|angemeldet(am)?|datum)$/,
  count: /^(count|referrals?(count)?|referred|friends|confirmed(referrals)?|totalreferrals|score|empfehlungen|freunde|anzahl)$/,
  points: /^(points|balance|punkte)$/,
  tags: /^(tags?|labels?|segments?|etiketten|schlagworte)$/,
  cohort: /^(cohort|audience|group|kohorte|gruppe|zielgruppe)$/,
  code: /^(code|referralcode|refcode|referrallink|link|sharelink|vanity|empfehlungscode)$/,
  consentAt: /^(consent(at|date|time)|confirmed(at|on)?|optin(at|date|time)|einwilligung(am)?)$/,
  consentSource: /^(consentsource|optinsource|source|quelle)$/,
};
const SAMPLE = 20;

/** Which column is likely what. Where no head says so, the address is the column that holds addresses. */
export function guessMapping({ columns, rows }: Table): Mapping {
  const heads = columns.map((name) => name.normalize('NFKC').toLowerCase().replace(/[^\p{L}\d]/gu, ''));
  const taken = new Set<number>();
  const mapping: Mapping = {};
  for (const field of IMPORT_FIELDS) {
    const at = heads.findIndex((head, n) => !taken.has(n) && NAMES[field].test(head));
    if (at < 0) continue;
    taken.add(at);
    mapping[field] = at;
  }
  const email = mapping.email ?? columns.findIndex((_, n) => rows.slice(0, SAMPLE).every(({ cells }) => canonicalEmail(cells[n] ?? '') !== null));
  return email < 0 ? mapping : { ...mapping, email };
}
