import { Component, computed, inject, signal } from '@angular/core';
import { form, FormField, required, submit } from '@angular/forms/signals';
import { type Role, ROLES } from '@fanfare/contracts';
import { TranslocoPipe } from '@jsverse/transloco';
import { staffControllerChangeRole, staffControllerInvite, staffControllerRemove, staffControllerRevoke, type StaffInvitation, type StaffList } from '../../api/generated';
import { staffControllerListInvitationsResource, staffControllerListResource } from '../../api/generated/@angular/common.gen';
import { type ApiProblem, problemOfRead, readProblem } from '../../api/problem';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Session } from '../../session/session';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StatusPill } from '../../ui/status-pill';
import { TextField } from '../../ui/text-field';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';

type Colleague = StaffList['items'][number];

/** Who may do what in this program. Owners invite, change roles and take people out; managers see the list. */
@Component({
  selector: 'ff-team-page',
  imports: [ConfirmDialog, FormField, LocalDatePipe, PageHeading, ProblemAlert, Reading, StatusPill, TextField, TranslocoPipe],
  templateUrl: './team-page.html',
})
export class TeamPage {
  protected readonly program = inject(StaffProgram);
  protected readonly me = inject(Session).me;
  protected readonly roles = ROLES;
  protected readonly team = staffControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly invitations = staffControllerListInvitationsResource(() => (this.program.may('staff:manage') ? { path: { programId: this.program.id() } } : undefined));

  protected readonly leaving = signal<Colleague | null>(null);
  protected readonly invited = signal<string | null>(null);
  private readonly refused = signal<ApiProblem | null>(null);
  protected readonly problem = computed(() => this.refused() ?? problemOfRead(this.team.error()));
  protected readonly invitation = form(signal<{ email: string; role: Role }>({ email: '', role: 'moderator' }), (path) => required(path.email));

  protected async invite(event: Event): Promise<void> {
    event.preventDefault();
    this.invited.set(null);
    await submit(this.invitation, async () => {
      const body = this.invitation().value();
      await this.attempt(async () => {
        await staffControllerInvite({ path: { programId: this.program.id() }, body });
        this.invited.set(body.email);
        this.invitation().reset({ email: '', role: body.role });
      });
      return undefined;
    });
  }

  protected changeRole(colleague: Colleague, role: string): Promise<void> {
    return this.attempt(() => staffControllerChangeRole({ path: this.pathOf(colleague), body: { role: role as Role } }));
  }

  protected remove(colleague: Colleague): Promise<void> {
    return this.attempt(() => staffControllerRemove({ path: this.pathOf(colleague) }));
  }

  /** The mail once more, with a new link; the one before stops working. */
  protected sendAgain({ email, role }: StaffInvitation): Promise<void> {
    this.invited.set(null);
    return this.attempt(async () => {
      await staffControllerInvite({ path: { programId: this.program.id() }, body: { email, role } });
      this.invited.set(email);
    });
  }

  protected takeBack(invitationId: string): Promise<void> {
    return this.attempt(() => staffControllerRevoke({ path: { programId: this.program.id(), invitationId } }));
  }

  private pathOf(colleague: Colleague) {
    return { programId: this.program.id(), accountId: colleague.accountId };
  }

  /** Whatever came of it, the lists are read again: they show what holds now. */
  private async attempt(send: () => Promise<unknown>): Promise<void> {
    this.refused.set(null);
    try {
      await send();
    } catch (error) {
      this.refused.set(readProblem(error));
    }
    this.team.reload();
    this.invitations.reload();
  }
}
