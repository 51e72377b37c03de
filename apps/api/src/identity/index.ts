export { Accounts, type AccountProgramView, type AccountView, type Person } from './accounts/accounts.service.js';
export { IdentityModule } from './identity.module.js';
export { Installations } from './installation/installations.service.js';
export { SecondFactorReset } from './staff-sign-in/second-factor-reset.service.js';
export { Sessions } from './sessions/sessions.service.js';
export { type RoleListener, RoleListeners } from './team/role-listeners.js';
export { type NewStaff, Staff } from './team/staff.service.js';
