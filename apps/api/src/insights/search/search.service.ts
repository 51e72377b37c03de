import { Injectable } from '@nestjs/common';
import { permits, type Role } from '@fanfare/contracts';
import { foldCode } from '@fanfare/domain';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import type { Found } from './search.dto.js';

const MOST = 20;
/** From so many characters on also words within a name are looked for, which reads every name of the program. */
const WORDS_FROM = 2;
const PERSON = `SELECT 'member' AS kind, m.id AS "memberId", p.name, i.email, NULL AS code, NULL AS channel
  FROM unnest($2::uuid[]) WITH ORDINALITY AS m (id, place)
  LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = m.id
  LEFT JOIN LATERAL (SELECT email FROM identities WHERE program_id = $1 AND member_id = m.id ORDER BY created_at, id LIMIT 1) i ON true ORDER BY place`;

/** What the palette finds in a program's people and codes. */
@Injectable()
export class Search {
  constructor(private readonly transactions: Transactions) {}

  /** @param role who does not see members finds codes, without whose they are */
  async find(programId: string, text: string, role: Role): Promise<Found[]> {
    return this.transactions.readProgram(programId, async (tx) => {
      const links = await findLinks(tx, programId, text);
      if (!permits(role, 'members:read')) return links.map((link) => ({ ...link, name: null, email: null }));
      const ids = await findPeople(tx, programId, text);
      const people = ids.length > 0 ? ((await tx.query(PERSON, [programId, ids])) as Found[]) : [];
      return [...links, ...people].slice(0, MOST).map((found) => ({ ...found, email: role === 'moderator' ? masked(found.email) : found.email }));
    });
  }
}

async function findLinks(tx: Tx, programId: string, text: string): Promise<Found[]> {
  return (await tx.query(
    `SELECT 'link' AS kind, l.member_id AS "memberId", p.name, NULL AS email, l.code, l.channel
     FROM links l LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = l.member_id WHERE l.program_id = $1 AND l.code = $2`, [programId, foldCode(text)])) as Found[];
}

/** By the index first, and only if that leaves room by reading the names. @returns member ids, best first */
async function findPeople(tx: Tx, programId: string, text: string): Promise<string[]> {
  const found = new Set(await byBeginning(tx, programId, text));
  if (found.size < MOST && text.length >= WORDS_FROM) for (const id of await byWord(tx, programId, text)) found.add(id);
  return [...found].slice(0, MOST);
}

/** `~>=~` and `~<~` are what a `LIKE 'ewa%'` means; said so because row-level security keeps LIKE itself off the index. */
async function byBeginning(tx: Tx, programId: string, text: string): Promise<string[]> {
  const begins = [...new Set([text, text.toLowerCase(), capitalised(text)])];
  const rows = (await tx.query(
    `SELECT DISTINCT id FROM unnest($2::text[], $3::text[]) AS b (first, behind) CROSS JOIN LATERAL (
       (SELECT member_id AS id FROM profiles WHERE program_id = $1 AND name ~>=~ b.first AND name ~<~ b.behind LIMIT ${MOST})
       UNION ALL
       (SELECT member_id FROM identities WHERE program_id = $1 AND email ~>=~ b.first AND email ~<~ b.behind LIMIT ${MOST})) found LIMIT ${MOST}`,
    [programId, begins, begins.map(behind)])) as { id: string }[];
  return rows.map((row) => row.id);
}

async function byWord(tx: Tx, programId: string, text: string): Promise<string[]> {
  const begins = text.replaceAll(/[\\%_]/g, '\\$&');
  const rows = (await tx.query(
    `SELECT member_id AS id FROM profiles WHERE program_id = $1 AND (name ILIKE $2 OR name ILIKE $3) ORDER BY name, member_id LIMIT ${MOST}`, [programId, `${begins}%`, `% ${begins}%`])) as { id: string }[];
  return rows.map((row) => row.id);
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();
}

/** The first text, in byte order, behind all that begin so. */
function behind(text: string): string {
  return `${text}\u{10FFFF}`;
}

/** `ewa@gmail.com` → `e••@gmail.com` */
function masked(email: string | null): string | null {
  return email && `${[...email][0]}••${email.slice(email.lastIndexOf('@'))}`;
}
