import { inject } from '@angular/core';
import { type ActivatedRouteSnapshot, type CanActivateFn, RedirectCommand, Router, type Routes } from '@angular/router';
import { Session } from '../session/session';
import { AcceptInvitation } from './sign-in/accept-invitation';
import { PasswordReset } from './sign-in/password-reset';
import { StaffSignIn } from './sign-in/staff-sign-in';
import { leavesNothingUnsaved } from './unsaved';
import { SCREENS, StaffProgram } from './staff-program';
import { StaffShell } from './staff-shell';

/** Opens the program of the address; who is not staff there is led to the sign-in, and back afterwards. */
const isStaff: CanActivateFn = async (route, state) => {
  const router = inject(Router);
  const program = inject(StaffProgram);
  const session = inject(Session);
  const me = session.me() ?? (await session.read().catch(() => null));
  if (program.open(route.params['slug'])) return true;
  const other = me?.staffRoles[0]?.slug;
  return new RedirectCommand(other ? router.createUrlTree(['/staff', other]) : router.createUrlTree(['/staff'], { queryParams: { next: state.url } }));
};

/** Whoever is signed in already needs no form. */
const isNotSignedIn: CanActivateFn = async () => {
  const router = inject(Router);
  const me = await inject(Session).read().catch(() => null);
  const slug = me?.staffRoles[0]?.slug;
  return slug ? new RedirectCommand(router.createUrlTree(['/staff', slug])) : true;
};

const toFirstScreen: CanActivateFn = (route: ActivatedRouteSnapshot) => {
  const first = inject(StaffProgram).screens()[0]?.path ?? SCREENS[0].path;
  return new RedirectCommand(inject(Router).createUrlTree(['/staff', route.parent?.params['slug'], first]));
};

const toFirstDeveloperPart: CanActivateFn = (route: ActivatedRouteSnapshot) => {
  const part = inject(StaffProgram).may('integrations:manage') ? 'keys' : 'webhooks';
  return new RedirectCommand(inject(Router).createUrlTree(['/staff', route.parent?.params['slug'], 'developers', part]));
};

export const STAFF_ROUTES: Routes = [
  { path: '', pathMatch: 'full', component: StaffSignIn, canActivate: [isNotSignedIn], title: 'title.staff_sign_in' },
  { path: 'reset', component: PasswordReset, title: 'title.reset' },
  { path: 'invitation', component: AcceptInvitation, title: 'title.invitation' },
  {
    path: ':slug',
    component: StaffShell,
    canActivate: [isStaff],
    children: [
      { path: '', pathMatch: 'full', canActivate: [toFirstScreen], children: [] },
      { path: 'overview', loadComponent: () => import('./overview/overview-page').then((m) => m.OverviewPage), title: 'staff.overview' },
      { path: 'review', loadComponent: () => import('./friends/friends-page').then((m) => m.FriendsPage), data: { queue: 'held' }, title: 'staff.review' },
      { path: 'review/appeals', loadComponent: () => import('./appeals/appeals-page').then((m) => m.AppealsPage), title: 'appeals.title' },
      { path: 'friends', loadComponent: () => import('./friends/friends-page').then((m) => m.FriendsPage), title: 'staff.friends' },
      { path: 'messages', loadComponent: () => import('./messages/messages-page').then((m) => m.MessagesPage), title: 'staff.messages' },
      {
        path: 'people',
        loadComponent: () => import('./people/people-page').then((m) => m.PeoplePage),
        title: 'staff.people',
        children: [{ path: ':memberId', loadComponent: () => import('./people/person-drawer').then((m) => m.PersonDrawer), title: 'staff.people' }],
      },
      { path: 'imports', loadComponent: () => import('./imports/imports-page').then((m) => m.ImportsPage), title: 'imports.title' },
      { path: 'imports/:importId', loadComponent: () => import('./imports/import-page').then((m) => m.ImportPage), title: 'imports.title' },
      { path: 'parcels', loadComponent: () => import('./parcels/parcels-page').then((m) => m.ParcelsPage), title: 'staff.parcels' },
      { path: 'parcels/:batchId', loadComponent: () => import('./parcels/batch-page').then((m) => m.BatchPage), title: 'staff.parcels' },
      { path: 'parcels/:batchId/list', loadComponent: () => import('./parcels/list-page').then((m) => m.ListPage), title: 'parcels.list' },
      { path: 'parcels/:batchId/slips', loadComponent: () => import('./parcels/slips-page').then((m) => m.SlipsPage), title: 'parcels.slips' },
      { path: 'events', loadComponent: () => import('./events/events-page').then((m) => m.EventsPage), title: 'staff.events' },
      { path: 'events/new', loadComponent: () => import('./events/event-form-page').then((m) => m.EventFormPage), title: 'staff.event_new' },
      { path: 'events/:eventId', loadComponent: () => import('./events/event-page').then((m) => m.EventPage), title: 'staff.events' },
      { path: 'events/:eventId/door', loadComponent: () => import('./events/door-page').then((m) => m.DoorPage), title: 'staff.door' },
      { path: 'events/:eventId/edit', loadComponent: () => import('./events/event-form-page').then((m) => m.EventFormPage), title: 'staff.event_edit' },
      { path: 'rules', loadComponent: () => import('./rules/rules-page').then((m) => m.RulesPage), title: 'staff.rules' },
      { path: 'rules/what-if/:whatIfId', loadComponent: () => import('./what-if/what-if-page').then((m) => m.WhatIfPage), title: 'what_if.heading' },
      { path: 'checks', loadComponent: () => import('./checks/checks-page').then((m) => m.ChecksPage), title: 'staff.checks' },
      { path: 'rewards', loadComponent: () => import('./rewards/rewards-page').then((m) => m.RewardsPage), title: 'staff.rewards' },
      { path: 'rewards/granted', loadComponent: () => import('./rewards/granted-page').then((m) => m.GrantedPage), title: 'staff.granted' },
      { path: 'rewards/deliveries', loadComponent: () => import('./rewards/deliveries-page').then((m) => m.DeliveriesPage), title: 'staff.deliveries' },
      { path: 'rewards/reconciliation', loadComponent: () => import('./rewards/reconciliation-page').then((m) => m.ReconciliationPage), title: 'reconciliation.title' },
      { path: 'rewards/budgets', loadComponent: () => import('./rewards/budgets-page').then((m) => m.BudgetsPage), title: 'budgets.title' },
      { path: 'rewards/forecast', loadComponent: () => import('./rewards/forecast-page').then((m) => m.ForecastPage), title: 'forecast.title' },
      { path: 'rewards/payouts', loadComponent: () => import('./rewards/payouts/payouts-page').then((m) => m.PayoutsPage), title: 'staff.payouts' },
      { path: 'rewards/payouts/:batchId', loadComponent: () => import('./rewards/payouts/payout-batch-page').then((m) => m.PayoutBatchPage), title: 'staff.payouts' },
      { path: 'rewards/new', loadComponent: () => import('./rewards/reward-form-page').then((m) => m.RewardFormPage), title: 'staff.reward_new' },
      { path: 'rewards/:rewardId', loadComponent: () => import('./rewards/reward-form-page').then((m) => m.RewardFormPage), title: 'staff.reward_edit' },
      { path: 'settings', loadComponent: () => import('./settings/settings-page').then((m) => m.SettingsPage), canDeactivate: [leavesNothingUnsaved], title: 'staff.settings' },
      { path: 'settings/erasures', loadComponent: () => import('./settings/erasures-page').then((m) => m.ErasuresPage), title: 'staff.erasures' },
      { path: 'settings/share', loadComponent: () => import('./settings/share-texts-page').then((m) => m.ShareTextsPage), canDeactivate: [leavesNothingUnsaved], title: 'staff.share_texts' },
      { path: 'developers', pathMatch: 'full', canActivate: [toFirstDeveloperPart], children: [] },
      { path: 'developers/keys', loadComponent: () => import('./developers/keys-page').then((m) => m.KeysPage), title: 'developers.part.keys' },
      { path: 'developers/webhooks', loadComponent: () => import('./developers/webhooks-page').then((m) => m.WebhooksPage), title: 'developers.part.webhooks' },
      { path: 'developers/webhooks/:webhookId', loadComponent: () => import('./developers/webhook-page').then((m) => m.WebhookPage), title: 'developers.part.webhooks' },
      { path: 'developers/page', loadComponent: () => import('./developers/snippet-page').then((m) => m.SnippetPage), title: 'developers.part.page' },
      { path: 'developers/stripe', loadComponent: () => import('./developers/stripe-page').then((m) => m.StripePage), title: 'developers.part.stripe' },
      { path: 'mail', loadComponent: () => import('./pages/mail-page').then((m) => m.MailPage), title: 'staff.mail' },
      { path: 'proof', loadComponent: () => import('./proof/proof-page').then((m) => m.ProofPage), title: 'staff.proof' },
      { path: 'team', loadComponent: () => import('./pages/team-page').then((m) => m.TeamPage), title: 'staff.team' },
      { path: '**', canActivate: [toFirstScreen], children: [] },
    ],
  },
];
