import { Injectable } from '@nestjs/common';
import { canonicalEmail, comparableName, numberedStem, type Signals, type Touch } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import { Keys } from '../../platform/keys.js';
import { networkOf } from './network.js';

export interface Traceable {
  readonly submissionId: string;
  readonly at: Date;
  readonly email: string;
  readonly name: string | null;
  readonly device: Buffer | null;
  readonly referrerId: string | null;
  readonly touches: readonly Touch[];
  readonly signals: Signals;
  /** Looked at, and not kept. Null where it is not the person's own. */
  readonly ip: string | null;
}

/** Bytes of a trace: enough that two never meet by chance. Browser ids stay whole, to be found among those of members. */
const TRACE_BYTES = 16;

/** Keeps what later sign-ups are compared with. */
@Injectable()
export class SignupTraces {
  constructor(private readonly keys: Keys) {}

  async keep(tx: Tx, programId: string, s: Traceable): Promise<void> {
    const local = (canonicalEmail(s.email)?.canonical ?? '').split('@')[0]!;
    const domain = typeof s.signals['domain'] === 'string' ? Buffer.from(s.signals['domain'], 'hex').subarray(0, TRACE_BYTES) : null;
    const click = s.touches.filter((touch) => touch.via === 'click' && touch.memberId === s.referrerId).toSorted((a, b) => b.at - a.at)[0];
    await tx.query(
      `INSERT INTO signup_traces (program_id, submission_id, at, referrer_id, link_id, network, device, stem, name, domain)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [programId, s.submissionId, s.at, s.referrerId, click?.linkId ?? null, this.trace(programId, 'network', s.ip === null ? null : networkOf(s.ip)), s.device,
        this.trace(programId, 'stem', numberedStem(local)), this.trace(programId, 'name', comparableName(s.name)), domain]);
    // Only where browser and inviter are the same: nobody's own sign-ups can be made to look fewer by sending their addresses from elsewhere.
    await tx.query(
      `UPDATE signup_traces t SET superseded = true FROM submissions now JOIN submissions s ON s.program_id = $1 AND s.email_hash = now.email_hash
       WHERE now.program_id = $1 AND now.id = $2 AND t.program_id = $1 AND t.submission_id = s.id AND s.id <> $2 AND s.used_at IS NULL AND NOT t.superseded
         AND t.device IS NOT DISTINCT FROM $3 AND t.referrer_id IS NOT DISTINCT FROM $4`, [programId, s.submissionId, s.device, s.referrerId]);
    if (domain) await tx.query('INSERT INTO mail_domains (program_id, domain, first_seen_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [programId, domain, s.at]);
  }

  /** Keyed by the program too: what two programs know of one network cannot be put together. */
  private trace(programId: string, purpose: string, text: string | null): Buffer | null {
    return text === null ? null : this.keys.hmac(`trace:${purpose}`, `${programId} ${text}`).subarray(0, TRACE_BYTES);
  }
}
