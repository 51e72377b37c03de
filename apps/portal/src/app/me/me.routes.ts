import { DOCUMENT } from '@angular/common';
import { inject } from '@angular/core';
import { type CanActivateFn, RedirectCommand, Router, type Routes } from '@angular/router';
import { Session } from '../session/session';
import { MemberHome } from './member-home';

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

export const ME_ROUTES: Routes = [
  { path: '', pathMatch: 'full', canActivate: [toOwnProgram], children: [] },
  { path: ':slug', component: MemberHome, title: 'title.home' },
];
