import pg from 'pg';

/**
 * A start that was killed while the story was being told leaves half of it, which cannot be gone on with. Nothing else can be in
 * such a database: a story is only told in an empty one, and nobody has been let in before it ended.
 */
export async function clearHalfToldStory(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ there: boolean }>(`SELECT to_regclass('program_slugs') IS NOT NULL AND to_regclass('installation') IS NOT NULL AS there`);
    if (!tables[0]?.there) return;
    const { rows } = await client.query(
      `SELECT 1 FROM program_slugs WHERE slug = 'halcyon' AND NOT EXISTS (SELECT 1 FROM installation) AND (SELECT count(*) FROM program_slugs) = 1`);
    if (rows.length === 0) return;
    console.log('The demo story broke off last time; it is told from the start.');
    await client.query('DROP SCHEMA IF EXISTS pgboss CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  } finally {
    await client.end();
  }
}
