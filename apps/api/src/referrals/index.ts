export { type FirstLink, FirstLinks } from './links/first-links.service.js';
export { ReportedClicks } from './clicks/reported-clicks.js';
export type { Conversion, ConversionAnswer, ConversionOutcome } from './conversions/conversion.js';
export { Conversions } from './conversions/conversions.service.js';
export { ReferralsModule } from './referrals.module.js';
export { clickField, codeField, cohortField, emailField, nameField } from './signup/signups.dto.js';
