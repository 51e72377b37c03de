import { Injectable } from '@nestjs/common';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { MemberTags } from '../tags/member-tags.service.js';
import { PeopleViews } from '../views/people-views.service.js';
import { MemberList } from './member-list.service.js';
import type { BulkRequest, BulkResponse } from './members.dto.js';
import { selectedIds, withoutWords } from './selected.js';

const ACTION = { tag: 'member.tagged', untag: 'member.untagged', list: 'member.listed' } as const;

/** One act on many members: all of it or none, in the audit log as one. Done again it changes nothing. */
@Injectable()
export class BulkActs {
  constructor(
    private readonly transactions: Transactions,
    private readonly members: MemberList,
    private readonly tags: MemberTags,
    private readonly views: PeopleViews,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `member.selection_too_large`, `view.name_taken`, `view.limit_reached` */
  async run(programId: string, actorId: string, { select, act }: BulkRequest): Promise<BulkResponse> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const ids = await selectedIds(tx, this.members, programId, select);
      const { changed, full } = act.kind === 'untag' ? { changed: await this.tags.remove(tx, programId, ids, act.tag), full: 0 } : await this.tags.add(tx, programId, ids, act.tag, at);
      const viewId = act.kind === 'list' ? await this.keepList(tx, programId, actorId, act.tag, at) : null;
      if (changed > 0) await audit(tx, programId, { actorId, action: ACTION[act.kind], subjectId: viewId, detail: { changed, ...withoutWords(select) } }, at);
      return { tag: act.tag, matched: ids.length, changed, full, viewId };
    });
  }

  /** A list is a tag and the view of those who have it; added to later, it is the same list. */
  private async keepList(tx: Tx, programId: string, actorId: string, tag: string, at: Date): Promise<string> {
    const known = await this.views.ofTag(tx, programId, tag);
    return known ?? (await this.views.insert(tx, programId, actorId, { name: tag, filter: { tag }, sort: 'joined.desc' }, at));
  }
}
