import { TABLES } from './tables.js';

/** The page for whoever answers for data protection: every table with personal data, why it is there, and when it goes. */
export function dataProtectionPage(): string {
  const rows = Object.entries(TABLES).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const personal = rows.flatMap(([name, row]) => (row.personal ? [`| \`${name}\` | ${row.personal.data} | ${row.purpose} | ${row.personal.retention} |`] : []));
  const others = rows.flatMap(([name, row]) => (row.personal ? [] : [`| \`${name}\` | ${row.purpose} |`]));
  return [
    '# What is stored about people',
    '',
    'Made from the table list in `apps/api/src/platform/database/tables.ts`, which the database is tested against; do not edit by hand',
    '(`UPDATE_DOCS=1 npm run jest -- data-protection`). Facts and ledger entries hold opaque ids only, so that a person can be forgotten',
    'without changing what others earned.',
    '',
    'Members take everything that is known of them as a file, or leave and are erased, on their own page under **Profile**. For somebody who asks by letter, an owner or',
    'a manager does the same at the person, under **Their data**: it is the same file and the same erasure, with a receipt. It asks for a fresh sign-in, for the person’s',
    'address typed again, and for a reason. Who did it, when and why stays in the audit log, so the reason must not name the person; the receipts are listed under',
    '**Settings**, **Erasures**. Whom the team erases is told by mail; that mail’s address is forgotten once it is sent.',
    '',
    'The file has every account and membership of whoever was found to be one person. Of a friend, their own file says under `asFriend` what was measured of them, what was',
    'decided and why, without who brought them; the file of who brought them says what their own page says: that a friend counts or not, and the reason told to members.',
    'Who of the team acted is in neither.',
    '',
    'Why the team has done something to a member, as taking a reward back or correcting a count, is a note on them: it is in their file and is erased with them. The audit',
    'log, in which nothing is ever changed, names the note and never holds its words. Views of the team that name them, or search for nobody else, go with them too.',
    '',
    '| table | personal data | why | until |',
    '|---|---|---|---|',
    ...personal,
    '',
    '## Tables without personal data',
    '',
    '| table | what for |',
    '|---|---|',
    ...others,
    '',
  ].join('\n');
}
