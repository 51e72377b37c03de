import { type AttributionRule, creditedTouch, type Id, type Signals, type Touch } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import type { CookieClick } from '../clicks/click-cookie.js';

/** What a visitor says, or their browser, about whose link brought them. Nothing in it is believed before it was found here. */
export interface LinkClues {
  /** Folded; as typed, or from the address of the page. */
  readonly code: string | null;
  /** Known to have been typed; otherwise it may have stood in the address. */
  readonly isTyped?: boolean;
  readonly clickId: string | null;
  /** Of an earlier address, which a page has kept. */
  readonly firstClickId?: string | null;
  /** Signed by us; of any program. */
  readonly cookie: readonly CookieClick[];
}

/** That, and what a sign-up is measured by. */
export interface TouchClues extends LinkClues {
  /** Keyed hash of the browser's id. */
  readonly visitor: Buffer | null;
  readonly emailHash: Buffer;
  /** Of the sign-up, by the word of a trusted proxy. */
  readonly country: string | null;
}

export interface Traced {
  readonly touches: Touch[];
  /** The browser that signed up, or at least clicked. */
  readonly device: Buffer | null;
}

interface Visit {
  readonly linkId: string;
  readonly at: number;
}
type Click = Visit & { readonly visitorHash: Buffer | null; readonly country: string | null };
interface LinkRow {
  readonly id: string;
  readonly member_id: string;
  readonly code: string;
}

/** The touches of a sign-up, each measured against its own member. Frozen from here on: judged later, never measured again. */
export async function collectTouches(tx: Tx, programId: string, clues: TouchClues, now: Date): Promise<Traced> {
  const { touches, click } = await findTouches(tx, programId, clues, now);
  // The first click says nothing of this browser: the one that signs up is that of the last.
  const browsers = [clues.visitor, click?.visitorHash ?? null].filter((hash) => hash !== null);
  const timed = touches.map((touch) => ({ ...touch, seen: seenOf(touch.memberId, touches, click, clues.country, now) }));
  return { touches: await measuredTouches(tx, programId, timed, browsers, clues.emailHash), device: browsers[0] ?? null };
}

/**
 * Whose friend a visitor would be who signed up now, or null for nobody's: for what a page promises. There is no address yet, so what was
 * bought with it before is not asked.
 */
export async function foreseeInviter(tx: Tx, programId: string, clues: LinkClues, now: Date, rule: AttributionRule): Promise<Id | null> {
  const { touches } = await findTouches(tx, programId, clues, now);
  return preview(touches, now, rule)?.memberId ?? null;
}

/** Not measured yet; with the last click, where it was found. */
async function findTouches(tx: Tx, programId: string, clues: LinkClues, now: Date): Promise<{ touches: Touch[]; click: Click | null }> {
  const [first, click] = [await findClick(tx, programId, clues.firstClickId ?? null), await findClick(tx, programId, clues.clickId)];
  const cookie = clues.cookie.filter((visit) => visit.programId === programId);
  // Another host's clock may run ahead of this one's; nothing was clicked after it was signed up with.
  const visits: Visit[] = [first, click, ...cookie].filter((visit) => visit !== null).map(({ linkId, at }) => ({ linkId, at: Math.min(at, now.getTime()) }));
  const links = await findLinks(tx, programId, clues.code, visits.map((visit) => visit.linkId));
  const touches = [
    ...links.filter((link) => isTold(link, clues, click)).map((link): Touch => ({ memberId: link.member_id, linkId: link.id, via: 'code', at: now.getTime() })),
    ...withoutRepeats(visits).flatMap((visit) => links.filter((link) => link.id === visit.linkId).map((link): Touch => ({ memberId: link.member_id, linkId: link.id, via: 'click', at: visit.at }))),
  ];
  return { touches, click };
}

/** A code that came with a click of the same link stood in its address: nobody typed it, and the click says all it does. */
function isTold({ id, code }: LinkRow, clues: LinkClues, click: Click | null): boolean {
  return code === clues.code && (clues.isTyped === true || click?.linkId !== id);
}

/** What the visits of one member's links say: how long ago the last one was, and whether it came from elsewhere. */
function seenOf(memberId: string, touches: readonly Touch[], click: Click | null, country: string | null, now: Date): Signals {
  const visits = touches.filter((touch) => touch.memberId === memberId && touch.via === 'click');
  const last = visits.length === 0 ? null : Math.max(...visits.map((visit) => visit.at));
  const knowsBoth = click !== null && click.country !== null && country !== null && visits.some((visit) => visit.linkId === click.linkId);
  return { ...(last !== null && { clickSeconds: Math.floor((now.getTime() - last) / 1000) }), ...(knowsBoth && { countryDiffers: click.country !== country }) };
}

/** Whose link it looks like now. For lists: the confirmation attributes again, under the rules of its own time. */
export function preview(touches: readonly Touch[], at: Date, rule: AttributionRule): { memberId: string; linkId: string } | null {
  const touch = creditedTouch(touches, at.getTime(), rule);
  return touch && { memberId: touch.memberId, linkId: touch.linkId };
}

/** Clicks of machines are no touches. The id holds the time of the click, which is the other half of its key. */
async function findClick(tx: Tx, programId: string, clickId: string | null): Promise<Click | null> {
  if (clickId === null) return null;
  const at = Number.parseInt(clickId.replaceAll('-', '').slice(0, 12), 16);
  const [row] = (await tx.query('SELECT link_id, visitor_hash, country FROM clicks WHERE program_id = $1 AND at = $2 AND id = $3 AND machine IS NULL', [programId, new Date(at), clickId])) as
    { link_id: string; visitor_hash: Buffer | null; country: string | null }[];
  return row ? { linkId: row.link_id, at, visitorHash: row.visitor_hash, country: row.country } : null;
}

/** Links of members who have left lead on, and bring them nothing. */
async function findLinks(tx: Tx, programId: string, code: string | null, ids: readonly string[]): Promise<LinkRow[]> {
  if (code === null && ids.length === 0) return [];
  return (await tx.query(
    `SELECT id, member_id, code FROM links l WHERE program_id = $1 AND (code = $2 OR id = ANY($3))
       AND NOT EXISTS (SELECT 1 FROM standings s WHERE s.program_id = $1 AND s.member_id = l.member_id AND s.standing = 'erased')`, [programId, code, ids])) as LinkRow[];
}

function withoutRepeats(visits: readonly Visit[]): Visit[] {
  return [...new Map(visits.map((visit) => [`${visit.linkId} ${visit.at}`, visit])).values()];
}

/** `sameBrowser`: the member was signed in, or signed up, in this browser. `ownAddress`: the address is the member's own. */
export async function measuredTouches(tx: Tx, programId: string, touches: readonly Touch[], browsers: readonly Buffer[], emailHash: Buffer): Promise<Touch[]> {
  if (touches.length === 0) return [];
  const rows = (await tx.query(
    `SELECT m.id,
       EXISTS (SELECT 1 FROM browsers b WHERE b.program_id = $1 AND b.member_id = m.id AND b.visitor_hash = ANY($3))
         OR EXISTS (SELECT 1 FROM sessions s WHERE s.account_id = m.account_id AND s.visitor_hash = ANY($3)) AS same_browser,
       EXISTS (SELECT 1 FROM identities i WHERE i.program_id = $1 AND i.member_id = m.id AND i.email_hash = $4) AS own_address
     FROM members m WHERE m.program_id = $1 AND m.id = ANY($2)`,
    [programId, touches.map((touch) => touch.memberId), browsers, emailHash])) as { id: string; same_browser: boolean; own_address: boolean }[];
  const seen = new Map(rows.map((row): [string, Signals] => [row.id, { sameBrowser: row.same_browser, ownAddress: row.own_address }]));
  return touches.map((touch) => ({ ...touch, seen: { ...touch.seen, ...seen.get(touch.memberId) } }));
}
