import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Clock } from '../../platform/clock.js';
import { newId } from '../../platform/ids.js';
import { LinkFinder } from '../links/link-finder.js';
import { ClickRecorder } from './click-recorder.js';
import { machineReason } from './machine-visit.js';

export interface ReportedClick {
  /** As it stood in the address. */
  readonly code: string;
  /** The visitor's, not the reporter's. */
  readonly userAgent: string | undefined;
  readonly ip: string;
}

/** Visits of a brand's own page that a link led to without passing through `/r/`. */
@Injectable()
export class ReportedClicks {
  constructor(
    private readonly links: LinkFinder,
    private readonly recorder: ClickRecorder,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the click's id, once it is stored
   * @throws DomainError `request.not_found` for a code that is none of the program's, `server.unavailable`
   */
  async record(programId: string, { code, userAgent, ip }: ReportedClick): Promise<string> {
    const link = await this.links.find(code, ip);
    if (link.programId !== programId) throw new DomainError('request.not_found');
    const at = this.clock.now();
    const id = newId(at);
    const machine = machineReason('GET', { 'user-agent': userAgent });
    if (!(await this.recorder.record({ programId, linkId: link.linkId, id, at, machine, visitorHash: null }))) throw new DomainError('server.unavailable');
    return id;
  }
}
