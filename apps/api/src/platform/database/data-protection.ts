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
