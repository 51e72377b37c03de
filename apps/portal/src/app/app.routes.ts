import type { Routes } from '@angular/router';

/** Two areas, each its own download: what staff need never reaches members. */
export const routes: Routes = [
  { path: 'me', loadChildren: () => import('./me/me.routes').then((m) => m.ME_ROUTES) },
  { path: 'staff', loadChildren: () => import('./staff/staff.routes').then((m) => m.STAFF_ROUTES) },
];
