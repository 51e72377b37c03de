import { DOCUMENT } from '@angular/common';
import { inject } from '@angular/core';
import { type CanActivateFn, RedirectCommand, Router, type Routes } from '@angular/router';
import { Session } from '../session/session';
import { MemberHome } from './member-home';
import { MemberProgram } from './member-program';
import { MemberShell } from './member-shell';

/** `/me` names no program: the first membership's. Who has none is told so on the sign-in page. */
const toOwnProgram: CanActivateFn = async () => {
  const router = inject(Router);
  const location = inject(DOCUMENT).location;
  const me = await inject(Session).read().catch(() => null);
  const slug = me?.memberships[0]?.slug;
  if (slug) return new RedirectCommand(router.createUrlTree(['/me', slug]));
  location.assign('/sign-in');
  return false;
};

const toHome: CanActivateFn = (route) => new RedirectCommand(inject(Router).createUrlTree(['/me', route.parent?.params['slug']]));

export const ME_ROUTES: Routes = [
  { path: '', pathMatch: 'full', canActivate: [toOwnProgram], children: [] },
  // Without what surrounds the other screens: it must open where there is no network to read that from.
  { path: ':slug/in-person', loadComponent: () => import('./in-person-page').then((m) => m.InPersonPage), title: 'me.in_person' },
  {
    path: ':slug',
    component: MemberShell,
    providers: [MemberProgram],
    children: [
      { path: '', pathMatch: 'full', component: MemberHome, title: 'title.home' },
      { path: 'friends', loadComponent: () => import('./friends-page').then((m) => m.FriendsPage), title: 'me.friends' },
      { path: 'share', loadComponent: () => import('./share-page').then((m) => m.SharePage), title: 'me.share' },
      { path: 'rewards', loadComponent: () => import('./rewards-page').then((m) => m.RewardsPage), title: 'me.rewards' },
      { path: 'rewards/shop', loadComponent: () => import('./shop-page').then((m) => m.ShopPage), title: 'me.shop' },
      { path: 'events', loadComponent: () => import('./events-page').then((m) => m.EventsPage), title: 'me.events' },
      { path: 'board', loadComponent: () => import('./board-page').then((m) => m.BoardPage), title: 'me.board' },
      { path: 'me', loadComponent: () => import('./profile-page').then((m) => m.ProfilePage), title: 'me.profile' },
      { path: '**', canActivate: [toHome], children: [] },
    ],
  },
];
