export { LinkCodes } from './link-codes.service.js';
export { ReferralsModule } from './referrals.module.js';
export { type Confirmed, Confirmations } from './signup/confirmations.service.js';
export { type SignUp, Signups } from './signup/signups.service.js';
