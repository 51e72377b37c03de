import type { DataSource } from 'typeorm';

interface RoleRow {
  readonly role: string;
  readonly super: boolean;
  readonly bypass: boolean;
  readonly owns: number;
  readonly recorder: boolean;
}

/**
 * Refuses a DATABASE_URL whose role could step around row-level security, and a server that forgets commits.
 * @throws Error in words an operator can act on
 */
export async function assertServiceRole(source: DataSource): Promise<void> {
  const [row] = (await source.query(`
    SELECT current_user AS role, r.rolsuper AS super, r.rolbypassrls AS bypass,
      (SELECT count(*)::int FROM pg_class c WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p')) AS owns,
      coalesce((SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = 'recorder'), false) AS recorder
    FROM pg_roles r WHERE r.rolname = current_user`)) as [RoleRow];
  if (row.super || row.bypass) throw new Error(`DATABASE_URL signs in as "${row.role}", which bypasses row-level security. Use a role without SUPERUSER and BYPASSRLS.`);
  if (row.owns > 0) throw new Error(`DATABASE_URL signs in as "${row.role}", which owns tables. Use a role that owns none; migrations take DATABASE_ADMIN_URL.`);
  if (!row.recorder) throw new Error(`The role "${row.role}" is no member of "recorder", so clicks cannot be stored: GRANT recorder TO ${row.role}.`);
}

/** `fsync`, `full_page_writes` and `synchronous_commit` on: "acknowledged" would mean nothing without them. */
export async function assertDurable(source: DataSource): Promise<void> {
  const settings = (await source.query(
    `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'`,
  )) as { name: string }[];
  if (settings.length > 0) throw new Error(`The database runs with ${settings.map((s) => `${s.name}=off`).join(', ')} and would forget what was acknowledged. Turn it on.`);
}
