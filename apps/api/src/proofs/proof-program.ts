import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { canonicalEmail, type Rulebook, tenFriends, type Touch } from '@fanfare/domain';
import { type ConfirmedInput, Ledger } from '../ledger/index.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import { Keys, sha256 } from '../platform/keys.js';
import { ProgramTemplates } from '../programs/index.js';

const MINUTE = 60_000;
const WEEK = 7 * 86_400_000;

/** A member with a link. */
export interface Fan {
  readonly memberId: string;
  readonly linkId: string;
  readonly code: string;
}

/** A sign-up that waits for its confirmation, and the token that its mail would hold. */
export interface OpenSignUp {
  readonly id: string;
  readonly token: string;
}

/** A program to be raced against: "ten friends" without the burst check, which holds what arrives as fast as a proof sends it. */
export class ProofProgram {
  private constructor(
    private readonly context: INestApplicationContext,
    readonly id: string,
    readonly slug: string,
    readonly rulebook: Rulebook,
  ) {}

  static async make(context: INestApplicationContext): Promise<ProofProgram> {
    const slug = `proof-${randomBytes(4).toString('hex')}`;
    const at = new Date(Date.now() - MINUTE);
    const ids = await context.get(ProgramTemplates).createFromTemplate(
      { slug, name: 'Proof', locale: 'en', timeZone: 'UTC', senderName: 'Proof', postalAddress: 'Street 1' }, at);
    const rules = tenFriends(ids);
    const rulebook = { ...rules, version: 2, checks: rules.checks.filter((check) => check.code !== 'burst') };
    const { version, ...body } = rulebook;
    await context.get(Transactions).inProgram(ids.programId, (tx) => tx.query(
      `INSERT INTO rulebooks (program_id, version, body, mode, keep_tiers, effective_at, published_at) VALUES ($1, $2, $3, 'from_now', true, $4, $4)`,
      [ids.programId, version, JSON.stringify(body), at]));
    return new ProofProgram(context, ids.programId, slug, rulebook);
  }

  /** Members with open books and a link each, whose friends so far all count. @param friends one number per fan */
  async fans(friends: readonly number[]): Promise<Fan[]> {
    const fans = friends.map((): Fan => ({ memberId: newId(), linkId: newId(), code: `f${randomBytes(6).toString('hex')}` }));
    await this.writeDirectory(fans);
    const at = new Date();
    const inputs = fans.flatMap((fan, index) => Array.from({ length: friends[index]! }, () => earlierFriend(fan, at)));
    await this.write(async (tx) => {
      await tx.query(`INSERT INTO members (program_id, id, account_id, joined_at) SELECT $1, id, gen_random_uuid(), $3 FROM unnest($2::uuid[]) AS m (id)`,
        [this.id, [...fans.map((fan) => fan.memberId), ...inputs.map((input) => input.refereeId)], at]);
      await tx.query(
        `INSERT INTO links (program_id, id, member_id, code, channel, created_at) SELECT $1, id, member_id, code, 'direct', $5
         FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS l (id, member_id, code)`,
        [this.id, fans.map((f) => f.linkId), fans.map((f) => f.memberId), fans.map((f) => f.code), at]);
      const ledger = this.context.get(Ledger);
      await ledger.openBooks(tx, this.id, fans.map((fan) => fan.memberId), at);
      await ledger.apply(tx, this.id, inputs, at);
    });
    return fans;
  }

  /** Sign-ups through a fan's link, one per address, written as the sign-up form writes them. */
  async signUps(fan: Fan, addresses: readonly string[]): Promise<OpenSignUp[]> {
    const keys = this.context.get(Keys);
    const at = new Date();
    const open = addresses.map((): OpenSignUp => {
      const id = newId();
      return { id, token: keys.token('confirmation', id) };
    });
    const touches: Touch[] = [{ memberId: fan.memberId, linkId: fan.linkId, via: 'click', at: at.getTime() - 1000 }];
    await this.context.get(Transactions).inDirectory(async (tx) => {
      await tx.query(
        `INSERT INTO tokens (hash, program_id, kind, subject_id, created_at, expires_at)
         SELECT hash, $1, 'confirmation', id, $4, $5 FROM unnest($2::bytea[], $3::uuid[]) AS t (hash, id)`,
        [this.id, open.map(({ token }) => sha256(token)), open.map(({ id }) => id), at, new Date(at.getTime() + WEEK)]);
      await tx.query(`INSERT INTO link_codes (code, program_id, link_id, created_at) SELECT code, $1, gen_random_uuid(), $3 FROM unnest($2::text[]) AS c (code)`,
        [this.id, open.map(codeOf), at]);
    });
    await this.write((tx) => tx.query(
      `INSERT INTO submissions (program_id, id, email, email_hash, name, locale, consent_version, link_code, referrer_id, link_id, touches, signals, created_at, expires_at)
       SELECT $1, id, email, hash, NULL, 'en', '1', code, $6, $7, $8, $9, $10, $11
       FROM unnest($2::uuid[], $3::text[], $4::bytea[], $5::text[]) AS s (id, email, hash, code)`,
      [this.id, open.map(({ id }) => id), addresses, addresses.map((a) => keys.emailHash(canonicalEmail(a)!.canonical)), open.map(codeOf),
        fan.memberId, fan.linkId, JSON.stringify(touches), JSON.stringify({ localDay: at.toISOString().slice(0, 10), domain: null, disposable: false }),
        at, new Date(at.getTime() + WEEK)]));
    return open;
  }

  /** Reads in one snapshot. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.context.get(Transactions).readProgram(this.id, work);
  }

  private write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.context.get(Transactions).inProgram(this.id, work);
  }

  private async writeDirectory(fans: readonly Fan[]): Promise<void> {
    await this.context.get(Transactions).inDirectory((tx) => tx.query(
      `INSERT INTO link_codes (code, program_id, link_id, created_at) SELECT code, $1, id, $4 FROM unnest($2::text[], $3::uuid[]) AS c (code, id)`,
      [this.id, fans.map((fan) => fan.code), fans.map((fan) => fan.linkId), new Date()]));
  }
}

/** Reserved for the member that the friend becomes. */
function codeOf({ id }: OpenSignUp): string {
  return `s${id.replaceAll('-', '').slice(-20)}`;
}

function earlierFriend(fan: Fan, at: Date): ConfirmedInput {
  const referralId = newId();
  return {
    kind: 'confirmed', key: `confirm:${referralId}`, referralId, refereeId: newId(), identityHash: randomBytes(32),
    touches: [{ memberId: fan.memberId, linkId: fan.linkId, via: 'click', at: at.getTime() - MINUTE }],
    signals: { localDay: at.toISOString().slice(0, 10), domain: null, disposable: false },
  };
}
