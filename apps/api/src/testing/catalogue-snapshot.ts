/**
 * The schema `public` in words, a line per thing, sorted: columns, constraints, indexes, row security, policies,
 * triggers, functions and who may do what. For `schema.snapshot.txt`, so that a change of any of them is read in review.
 * The monthly partitions of clicks are left out, because they follow the calendar; so is TypeORM's own list of migrations.
 */
export async function describeSchema(database: { query(sql: string): Promise<unknown> }): Promise<string> {
  const lines: string[] = [];
  for (const sql of [TABLE_LINES, COLUMN_LINES, CONSTRAINT_LINES, INDEX_LINES, POLICY_LINES, TRIGGER_LINES, GRANT_LINES, COLUMN_GRANT_LINES, FUNCTION_LINES]) {
    lines.push(...((await database.query(sql)) as { line: string }[]).map((row) => row.line));
  }
  return lines.toSorted().map((line) => `${line}\n`).join('');
}

const OURS = `c.relnamespace = 'public'::regnamespace AND c.relname !~ '^(migrations|clicks_[0-9]{4}_[0-9]{2})'`;
const GRANTEE = `coalesce(nullif(a.grantee, 0)::regrole::text, 'public')`;

const TABLE_LINES = `
  SELECT format('table %s: %s, owner %s%s%s%s', c.relname,
    CASE c.relkind WHEN 'r' THEN 'plain' WHEN 'p' THEN 'partitioned by ' || pg_get_partkeydef(c.oid) WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
      WHEN 'S' THEN 'sequence' ELSE c.relkind::text END,
    c.relowner::regrole, CASE WHEN c.relrowsecurity THEN ', row security' END, CASE WHEN c.relforcerowsecurity THEN ' forced' END,
    ', partition ' || pg_get_expr(c.relpartbound, c.oid)) AS line
  FROM pg_class c WHERE ${OURS} AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')`;
const COLUMN_LINES = `
  SELECT format('table %s column %s: %s%s%s%s', c.relname, col.attname, format_type(col.atttypid, col.atttypmod),
    CASE WHEN col.attnotnull THEN ' not null' END, ' default ' || pg_get_expr(d.adbin, d.adrelid), nullif(' ' || col.attidentity::text || col.attgenerated::text, ' ')) AS line
  FROM pg_attribute col JOIN pg_class c ON c.oid = col.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = col.attnum
  WHERE ${OURS} AND c.relkind IN ('r', 'p', 'v', 'm') AND col.attnum > 0 AND NOT col.attisdropped`;
// 'n': PostgreSQL 18 lists NOT NULL here too; the column says it.
const CONSTRAINT_LINES = `
  SELECT format('table %s constraint %s: %s', c.relname, k.conname, pg_get_constraintdef(k.oid)) AS line
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE ${OURS} AND k.contype <> 'n' AND c.relispartition = false`;
const INDEX_LINES = `
  SELECT format('table %s index %s: %s', c.relname, i.indexrelid::regclass, regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', '')) AS line
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE ${OURS} AND c.relispartition = false
    AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))`;
const POLICY_LINES = `
  SELECT format('table %s policy %s: for %s to %s using (%s) check (%s)', c.relname, p.polname, p.polcmd,
    CASE WHEN p.polroles = '{0}' THEN 'all' ELSE array(SELECT unnest(p.polroles)::regrole)::text END,
    pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid)) AS line
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE ${OURS}`;
const TRIGGER_LINES = `
  SELECT format('table %s trigger %s: %s%s', c.relname, t.tgname, regexp_replace(pg_get_triggerdef(t.oid), '^CREATE TRIGGER \\S+ ', ''),
    CASE WHEN t.tgenabled <> 'O' THEN ' enabled ' || t.tgenabled::text END) AS line
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE ${OURS} AND NOT t.tgisinternal`;
const GRANT_LINES = `
  SELECT format('table %s grant to %s: %s', c.relname, ${GRANTEE}, string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type)) AS line
  FROM pg_class c, aclexplode(c.relacl) a WHERE ${OURS} AND a.grantee <> c.relowner GROUP BY c.relname, a.grantee`;
const COLUMN_GRANT_LINES = `
  SELECT format('table %s column %s grant to %s: %s', c.relname, col.attname, ${GRANTEE}, a.privilege_type) AS line
  FROM pg_attribute col JOIN pg_class c ON c.oid = col.attrelid, aclexplode(col.attacl) a WHERE ${OURS}`;
const FUNCTION_LINES = `
  SELECT format('function %s: %s %s%s, run by %s%s', f.oid::regprocedure, l.lanname, CASE f.provolatile WHEN 'v' THEN 'volatile' WHEN 's' THEN 'stable' ELSE 'immutable' END,
    CASE WHEN f.prosecdef THEN ', as owner ' || f.proowner::regrole ELSE ', as caller' END,
    (SELECT string_agg(${GRANTEE}, ', ' ORDER BY ${GRANTEE}) FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a WHERE a.grantee <> f.proowner),
    ', set ' || array_to_string(f.proconfig, '; ')) AS line
  FROM pg_proc f JOIN pg_language l ON l.oid = f.prolang WHERE f.pronamespace = 'public'::regnamespace`;
