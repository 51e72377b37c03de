import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountProgram } from './accounts/account-program.entity.js';
import { Account } from './accounts/account.entity.js';
import { Accounts } from './accounts/accounts.service.js';
import { IdentityChores } from './identity-chores.js';
import { Installation } from './installation/installation.entity.js';
import { Installations } from './installation/installations.service.js';
import { Challenge } from './member-sign-in/challenge.entity.js';
import { ChallengesController } from './member-sign-in/challenges.controller.js';
import { Challenges } from './member-sign-in/challenges.service.js';
import { MemberSignIn } from './member-sign-in/member-sign-in.service.js';
import { SignInPageController } from './member-sign-in/sign-in-page.controller.js';
import { Session } from './sessions/session.entity.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { Sessions } from './sessions/sessions.service.js';
import { SignInCookies } from './sign-in-cookies.service.js';
import { Credentials } from './staff-sign-in/credentials.service.js';
import { Passwords } from './staff-sign-in/passwords.js';
import { RecoveryCode } from './staff-sign-in/recovery-code.entity.js';
import { SecondFactorReset } from './staff-sign-in/second-factor-reset.service.js';
import { SecondFactor } from './staff-sign-in/second-factor.service.js';
import { StaffCredential } from './staff-sign-in/staff-credential.entity.js';
import { StaffSignInController } from './staff-sign-in/staff-sign-in.controller.js';
import { StaffSignIn } from './staff-sign-in/staff-sign-in.service.js';
import { InvitationsController } from './team/invitations.controller.js';
import { Invitations } from './team/invitations.service.js';
import { StaffInvitation } from './team/staff-invitation.entity.js';
import { RoleListeners } from './team/role-listeners.js';
import { StaffController } from './team/staff.controller.js';
import { Staff } from './team/staff.service.js';

const ENTITIES = [Account, AccountProgram, Challenge, Installation, RecoveryCode, Session, StaffCredential, StaffInvitation];

/** Accounts, sign-in, sessions, staff. */
@Module({
  imports: [TypeOrmModule.forFeature(ENTITIES)],
  controllers: [ChallengesController, SignInPageController, SessionsController, StaffSignInController, InvitationsController, StaffController],
  providers: [Accounts, Challenges, Credentials, IdentityChores, Installations, Invitations, MemberSignIn, Passwords, RoleListeners, SecondFactor, SecondFactorReset, Sessions, SignInCookies, Staff, StaffSignIn],
  exports: [Accounts, Installations, RoleListeners, SecondFactorReset, Sessions, Staff],
})
export class IdentityModule {}
