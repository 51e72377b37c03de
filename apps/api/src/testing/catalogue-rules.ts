import type { TableRow } from '../platform/database/tables.js';

interface Database {
  query(sql: string, parameters: unknown[]): Promise<{ rows: { problem: string }[] }>;
}

/**
 * What in the database breaks the rules of its class of table, a sentence each, sorted; empty when all is well.
 * Asks the catalogue of PostgreSQL itself, so a superuser or the owner of the tables may ask.
 */
export async function catalogueProblems(database: Database, tables: Readonly<Record<string, TableRow>>): Promise<string[]> {
  const names = Object.keys(tables);
  const parameters = [names, names.map((name) => tables[name]?.class), names.map((name) => tables[name]?.appendOnly === true)];
  const problems: string[] = [];
  for (const rule of RULES) {
    const { rows } = await database.query(`WITH ${DECLARED} ${rule}`, parameters);
    problems.push(...rows.map((row) => row.problem));
  }
  return problems.toSorted();
}

/** `declared`: the list given. `here`: what a role could read, beyond PostgreSQL's own and pg-boss' tables. `services`: who may not be more than a user. */
const DECLARED = `
  declared AS (
    SELECT d.*, to_regclass('public.' || name) AS oid, CASE name WHEN 'programs' THEN 'id' ELSE 'program_id' END AS key
    FROM unnest($1::text[], $2::text[], $3::bool[]) AS d(name, class, append_only)),
  here AS (
    SELECT c.*, c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'pgboss') AND c.relkind IN ('r', 'p', 'v', 'm', 'f')),
  services AS (SELECT r.* FROM pg_roles r WHERE r.rolname IN ('app', 'recorder')),
  privileges AS (SELECT * FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p(privilege))`;

/** SQL for "the role holds this privilege on the relation, or on one of its columns". */
const holds = (role: string, oid: string, privilege: string) => `
  (has_table_privilege(${role}, ${oid}, ${privilege}) OR CASE WHEN ${privilege} IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
    THEN has_any_column_privilege(${role}, ${oid}, ${privilege}) ELSE false END)`;
const FIRST_COLUMN = (relation: string, columns: string) => `(SELECT attname FROM pg_attribute WHERE attrelid = ${relation} AND attnum = (${columns})[1])`;

const LISTED = [
  `SELECT name || ' is declared and does not exist' AS problem FROM declared WHERE oid IS NULL`,
  `SELECT h.name || ' is not declared' AS problem FROM here h
   WHERE NOT h.relispartition AND h.name <> 'migrations' AND h.oid NOT IN (SELECT oid FROM declared WHERE oid IS NOT NULL)`,
];

const PROGRAM_TABLES = [
  `SELECT d.name || ': its primary key does not start with ' || d.key AS problem FROM declared d
   WHERE d.class = 'program' AND d.oid IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pg_constraint k
     WHERE k.conrelid = d.oid AND k.contype = 'p' AND ${FIRST_COLUMN('d.oid', 'k.conkey')} = d.key)`,
  `SELECT d.name || ': ' || d.key || ' is no uuid' AS problem FROM declared d JOIN pg_attribute col ON col.attrelid = d.oid AND col.attname = d.key
   WHERE d.class = 'program' AND col.atttypid <> 'uuid'::regtype`,
  `SELECT d.name || ': row-level security is not ' || CASE WHEN c.relrowsecurity THEN 'forced' ELSE 'enabled' END AS problem
   FROM declared d JOIN pg_class c ON c.oid = d.oid WHERE d.class = 'program' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
  `SELECT d.name || ': no policy keeps it to its program' AS problem FROM declared d
   WHERE d.class = 'program' AND d.oid IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pg_policy p
     WHERE p.polrelid = d.oid AND p.polcmd = '*' AND p.polroles = '{0}'
       AND pg_get_expr(p.polqual, d.oid) = format('(%I = current_program())', d.key)
       AND pg_get_expr(p.polwithcheck, d.oid) = format('(%I = current_program())', d.key))`,
  // Policies add up: a second one opens what the first one closes. The recorder's, on clicks, is the one exception.
  `SELECT d.name || ': policy ' || p.polname || ' opens it further' AS problem FROM declared d JOIN pg_policy p ON p.polrelid = d.oid
   WHERE p.polname <> 'program_isolation' AND p.polpermissive
     AND NOT (d.name = 'clicks' AND p.polcmd = 'a' AND p.polroles = ARRAY['recorder'::regrole::oid])`,
  `SELECT d.name || ': unique key ' || i.indexrelid::regclass || ' lacks ' || d.key AS problem FROM declared d JOIN pg_index i ON i.indrelid = d.oid
   WHERE d.class = 'program' AND (i.indisunique OR i.indisexclusion)
     AND NOT EXISTS (SELECT 1 FROM pg_attribute col WHERE col.attrelid = d.oid AND col.attname = d.key
       AND col.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))`,
  `SELECT d.name || ': foreign key ' || k.conname || ' does not start with the program on both sides' AS problem
   FROM declared d JOIN pg_constraint k ON k.conrelid = d.oid AND k.contype = 'f' JOIN declared target ON target.oid = k.confrelid
   WHERE d.class = 'program' AND target.class = 'program'
     AND NOT (${FIRST_COLUMN('d.oid', 'k.conkey')} = d.key AND ${FIRST_COLUMN('target.oid', 'k.confkey')} = target.key)`,
  `SELECT d.name || ': foreign key ' || k.conname || ' sets columns on delete or update' AS problem
   FROM declared d JOIN pg_constraint k ON k.conrelid = d.oid AND k.contype = 'f'
   WHERE d.class = 'program' AND (k.confdeltype IN ('n', 'd') OR k.confupdtype IN ('n', 'd'))`,
];

const BETWEEN_CLASSES = [
  `SELECT d.name || ': foreign key ' || k.conname || ' leads from a ' || d.class || ' table to a ' || target.class || ' table' AS problem
   FROM declared d JOIN pg_constraint k ON k.conrelid = d.oid AND k.contype = 'f' JOIN declared target ON target.oid = k.confrelid
   WHERE d.class <> target.class`,
];

// tgtype is a set of bits: 1 row, 2 before, 8 delete, 16 update, 32 truncate.
const APPEND_ONLY = [
  `SELECT d.name || ': ' || s.rolname || ' may ' || p.privilege || ' it, and it is append-only' AS problem FROM declared d, services s, privileges p
   WHERE d.append_only AND d.oid IS NOT NULL AND p.privilege IN ('UPDATE', 'DELETE', 'TRUNCATE') AND ${holds('s.oid', 'd.oid', 'p.privilege')}`,
  `SELECT d.name || ': no trigger refuses ' || what.change AS problem
   FROM declared d, (VALUES ('UPDATE', 1 | 2 | 16), ('DELETE', 1 | 2 | 8), ('TRUNCATE', 2 | 32)) AS what(change, bits)
   WHERE d.append_only AND d.oid IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pg_trigger t
     WHERE t.tgrelid = d.oid AND t.tgfoid = 'refuse_change'::regproc AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL
       AND cardinality(t.tgattr::int2[]) = 0 AND t.tgtype & what.bits = what.bits)`,
];

const ROLES = [
  // A partition read directly bypasses its parent's policies.
  `SELECT h.name || ': ' || s.rolname || ' may ' || p.privilege || ' a partition' AS problem FROM here h, services s, privileges p
   WHERE h.relispartition AND h.relowner <> s.oid AND ${holds('s.oid', 'h.oid', 'p.privilege')}`,
  `SELECT h.name || ': ' || s.rolname || ' reads it without forced row-level security' AS problem FROM here h, services s
   WHERE NOT (h.relrowsecurity AND h.relforcerowsecurity) AND NOT h.relispartition AND ${holds('s.oid', 'h.oid', `'SELECT'`)}
     AND NOT (s.rolname = 'app' AND h.oid IN (SELECT oid FROM declared WHERE class = 'directory' AND oid IS NOT NULL))`,
  `SELECT c.oid::regclass || ': recorder may ' || p.privilege || ' it' AS problem FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, privileges p
   WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
     AND ${holds(`'recorder'`, 'c.oid', 'p.privilege')} AND NOT (c.oid = to_regclass('public.clicks') AND p.privilege = 'INSERT')`,
  `SELECT owned.what || ' belongs to ' || s.rolname AS problem FROM services s JOIN (
     SELECT oid::regclass::text AS what, relowner AS owner FROM pg_class UNION ALL SELECT oid::regprocedure::text, proowner FROM pg_proc
     UNION ALL SELECT 'schema ' || nspname, nspowner FROM pg_namespace UNION ALL SELECT 'database', datdba FROM pg_database WHERE datname = current_database()
   ) AS owned ON owned.owner = s.oid`,
  `SELECT rolname || ' is a superuser, bypasses row-level security or makes roles or databases' AS problem FROM services
   WHERE rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication`,
  `SELECT s.rolname || ' is a member of ' || m.roleid::regrole AS problem FROM services s JOIN pg_auth_members m ON m.member = s.oid
   WHERE NOT (s.rolname = 'app' AND m.roleid = 'recorder'::regrole)`,
  // Inherited, the recorder's policy would let the service add clicks to any program.
  `SELECT 'app inherits the rights of recorder' AS problem WHERE pg_has_role('app', 'recorder', 'USAGE')`,
  `SELECT s.rolname || ' may create in schema ' || n.nspname AS problem FROM services s, pg_namespace n
   WHERE n.nspname !~ '^pg_(temp|toast)' AND has_schema_privilege(s.oid, n.oid, 'CREATE') AND n.nspowner <> s.oid`,
];

const FUNCTIONS = [
  `SELECT f.oid::regprocedure || ': runs as its owner on the search_path of its caller' AS problem FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
   WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND f.prosecdef
     AND NOT EXISTS (SELECT 1 FROM unnest(f.proconfig) AS setting WHERE setting ~ '^search_path=.*pg_temp$')`,
  `SELECT f.oid::regprocedure || ': runs as its owner for anybody' AS problem FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
   WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND f.prosecdef
     AND EXISTS (SELECT 1 FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a WHERE a.grantee = 0)`,
];

const RULES = [...LISTED, ...PROGRAM_TABLES, ...BETWEEN_CLASSES, ...APPEND_ONLY, ...ROLES, ...FUNCTIONS];
