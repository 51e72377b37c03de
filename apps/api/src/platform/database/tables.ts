/**
 * Every table, its class, and what it holds about people: the one list. The catalogue test holds the database
 * to it, and the page on data protection is made from it.
 *
 * - program: key starts with the program (`programs` itself: `id`), row-level security forced, distributable
 * - directory: what arrives before a program is known; own key; no personal data but an account's e-mail, name, language
 */
export interface TableRow {
  readonly class: 'program' | 'directory';
  readonly owner: string;
  readonly purpose: string;
  /** What personal data it holds, if any, and when that goes. */
  readonly personal?: { readonly data: string; readonly retention: string };
  /** INSERT only, guarded by REVOKE and by trigger. */
  readonly appendOnly?: true;
}

export const TABLES: Readonly<Record<string, TableRow>> = {
  accounts: { class: 'directory', owner: 'identity', purpose: 'Sign-in identity, member or staff of one or more programs', personal: { data: 'e-mail, name, language', retention: 'until the account leaves its last program' } },
  account_programs: { class: 'directory', owner: 'identity', purpose: 'Which programs an account belongs to, as a member or with a staff role' },
  staff_credentials: { class: 'directory', owner: 'identity', purpose: 'Password hash and second factor of staff', personal: { data: 'argon2id hash, encrypted TOTP secret', retention: 'with the account' } },
  recovery_codes: { class: 'directory', owner: 'identity', purpose: 'Hashed recovery codes of the second factor' },
  sessions: { class: 'directory', owner: 'identity', purpose: 'Signed-in browsers', personal: { data: 'hash of a first-party browser id, times', retention: 'deleted when expired' } },
  challenges: { class: 'directory', owner: 'identity', purpose: 'Sign-in and reset attempts in progress', personal: { data: 'keyed hash of the e-mail', retention: '24 hours' } },
  tokens: { class: 'directory', owner: 'platform', purpose: 'Which program a mailed token belongs to' },
  link_codes: { class: 'directory', owner: 'referrals', purpose: 'Which program and link a code belongs to; never reassigned' },
  program_slugs: { class: 'directory', owner: 'programs', purpose: 'Which program an address name belongs to' },
  api_keys: { class: 'directory', owner: 'integrations', purpose: 'Hashed keys of the brand\u2019s own systems, and which program each belongs to' },
  installation: { class: 'directory', owner: 'identity', purpose: 'Whether the first owner has claimed this installation' },

  programs: { class: 'program', owner: 'programs', purpose: 'Brand, languages, destinations of one program' },
  rulebooks: { class: 'program', owner: 'programs', purpose: 'Numbered, dated rules', appendOnly: true },
  cohorts: { class: 'program', owner: 'programs', purpose: 'Groups of members whose thresholds may be others, by name' },
  rulebook_drafts: { class: 'program', owner: 'programs', purpose: 'Rules that somebody of the team is working on' },
  staff_invitations: { class: 'program', owner: 'identity', purpose: 'Staff asked to join', personal: { data: 'e-mail of the invited person', retention: '30 days after it expired' } },
  audit_log: { class: 'program', owner: 'platform', purpose: 'Who of the staff did what', appendOnly: true },
  members: { class: 'program', owner: 'members', purpose: 'Enrolment: an opaque id for a person in a program' },
  profiles: { class: 'program', owner: 'members', purpose: 'How a member is named, on the board too, and in which language they are written to', personal: { data: 'name, name on the board, language', retention: 'until erasure' } },
  identities: { class: 'program', owner: 'members', purpose: 'The addresses that are the same member', personal: { data: 'e-mail and its keyed hash', retention: 'until erasure' } },
  address_changes: { class: 'program', owner: 'members', purpose: 'Who asked to be known by another address, whether its owner agreed, and whether the old one took it back', personal: { data: 'both e-mails and their keyed hashes', retention: '90 days' } },
  consents: { class: 'program', owner: 'members', purpose: 'Which consent text was agreed to, when and where', appendOnly: true },
  member_tags: { class: 'program', owner: 'members', purpose: 'Words that the team sorts members by', personal: { data: 'what somebody is sorted as', retention: 'until erasure' } },
  member_notes: { class: 'program', owner: 'members', purpose: 'What the team notes about a member, suspensions included, and about a friend in review', personal: { data: 'what was noted about somebody', retention: 'until erasure, of the friend or of who brought them' } },
  people_views: { class: 'program', owner: 'members', purpose: 'Saved filters over the members, shared by the team' },
  standings: { class: 'program', owner: 'ledger', purpose: 'A member\u2019s book: its lock, sums, tier and newest hash' },
  facts: { class: 'program', owner: 'ledger', purpose: 'What happened to a member as referrer', appendOnly: true },
  ledger_entries: { class: 'program', owner: 'ledger', purpose: 'What was decided and why, chained by hash', appendOnly: true },
  referrals: { class: 'program', owner: 'ledger', purpose: 'Where each confirmed friend stands' },
  appeals: { class: 'program', owner: 'referrals', purpose: 'What members say where a friend did not count, and the answers', personal: { data: 'what somebody wrote', retention: 'until erasure' } },
  review_assignments: { class: 'program', owner: 'referrals', purpose: 'Who of the team has taken which friend in review; until decided' },
  awards: { class: 'program', owner: 'ledger', purpose: 'Milestones and tiers earned' },
  timers: { class: 'program', owner: 'ledger', purpose: 'What falls due in a book by time alone' },
  windows: { class: 'program', owner: 'ledger', purpose: 'Counted referrals per day, season or domain, for limits' },
  identity_claims: { class: 'program', owner: 'ledger', purpose: 'Which referral an identity counted for, and when it has said who invited it', personal: { data: 'keyed hash of the e-mail', retention: 'kept after erasure against counting twice' } },
  score_counts: { class: 'program', owner: 'ledger', purpose: 'How many members have which count, folded every minute: a rank without counting everybody' },
  season_scores: { class: 'program', owner: 'ledger', purpose: 'What each book says of a season, folded every minute: the places within it' },
  book_runs: { class: 'program', owner: 'ledger', purpose: 'What-ifs and verifications: how far they are, and what came of them; 30 days' },
  what_if_people: { class: 'program', owner: 'ledger', purpose: 'Which members a what-if touches, and how; with its run' },
  what_if_moves: { class: 'program', owner: 'ledger', purpose: 'Which referrals other rules would have credited to somebody else; while a what-if runs' },
  ledger_checkpoints: { class: 'program', owner: 'ledger', purpose: 'Where every chain ended on a day, in one hash', appendOnly: true },
  checkpoint_leaves: { class: 'program', owner: 'ledger', purpose: 'The chains\u2019 ends behind a checkpoint, to be downloaded; five weeks' },
  outbox: { class: 'program', owner: 'platform', purpose: 'Events to tell others about, written with the change itself' },
  links: { class: 'program', owner: 'referrals', purpose: 'Referral links per member and channel' },
  share_texts: { class: 'program', owner: 'referrals', purpose: 'What the program proposes to say where a link is shared, per language and channel' },
  submissions: { class: 'program', owner: 'referrals', purpose: 'Sign-ups waiting for confirmation', personal: { data: 'e-mail, name, hash of a browser id', retention: 'e-mail and name go at confirmation, the rest with them after 30 days unconfirmed' } },
  browsers: { class: 'program', owner: 'referrals', purpose: 'Browsers a member was seen in, against self-referral', personal: { data: 'hash of a first-party browser id', retention: '180 days' } },
  signup_traces: { class: 'program', owner: 'referrals', purpose: 'What sign-ups have in common, for the checks', personal: { data: 'keyed hashes of the network (/24 or /64), a first-party browser id, the full name and the stem of a numbered address', retention: '30 days' } },
  mail_domains: { class: 'program', owner: 'referrals', purpose: 'When the first address at a mail domain signed up; the domain as a keyed hash' },
  domain_lists: { class: 'program', owner: 'referrals', purpose: 'Mail domains that staff banned or named as throwaway' },
  clicks: { class: 'program', owner: 'referrals', purpose: 'Visits of referral links', personal: { data: 'hash of a first-party browser id, country where a proxy tells it', retention: '13 months at most' } },
  conversions: { class: 'program', owner: 'referrals', purpose: 'What the brand\u2019s own systems have reported: purchases, refunds, sign-ups, events', personal: { data: 'keyed hash of the e-mail', retention: 'until it is credited to a referral, else 90 days' } },
  webhook_endpoints: { class: 'program', owner: 'integrations', purpose: 'Where the brand\u2019s own systems are told of events' },
  webhook_deliveries: { class: 'program', owner: 'integrations', purpose: 'What each webhook was told, and whether it arrived; ids only, kept 90 days' },
  stripe_connections: { class: 'program', owner: 'integrations', purpose: 'The Stripe account a program listens to; its secrets encrypted' },
  inbound_events: { class: 'program', owner: 'integrations', purpose: 'Which events of Stripe\u2019s were taken in and what came of them, kept 90 days' },
  payout_accounts: { class: 'program', owner: 'integrations', purpose: 'Which account at Stripe a member\u2019s money is sent to', personal: { data: 'id of that account', retention: 'until erasure' } },
  idempotency_keys: { class: 'program', owner: 'integrations', purpose: 'Answers to machines that ask the same again, for a day or two' },
  pools: { class: 'program', owner: 'rewards', purpose: 'What is scarce behind rewards: stock and money' },
  budgets: { class: 'program', owner: 'rewards', purpose: 'How much money rewards may cost, in which time' },
  reward_rules: { class: 'program', owner: 'rewards', purpose: 'From what cost on two people approve, and how many rewards a member gets in a day' },
  pictures: { class: 'program', owner: 'platform', purpose: 'Pictures that staff have chosen, encoded anew' },
  rewards: { class: 'program', owner: 'rewards', purpose: 'The catalogue' },
  reward_variants: { class: 'program', owner: 'rewards', purpose: 'Sizes and colours that a reward comes in' },
  grants: { class: 'program', owner: 'rewards', purpose: 'Rewards on their way' },
  reward_steps: { class: 'program', owner: 'rewards', purpose: 'What a provider is asked to give for a grant, how often it was asked, and what came of it; no personal data' },
  grant_approvals: { class: 'program', owner: 'rewards', purpose: 'Who of the staff has approved which reward', appendOnly: true },
  reward_codes: { class: 'program', owner: 'rewards', purpose: 'Discount codes and gift cards that staff have uploaded, encrypted, which grant has which, and whether a gift card was seen', personal: { data: 'when a member first looked at a gift card', retention: 'what the card says until its member leaves; the rest with the program' } },
  unlock_files: { class: 'program', owner: 'rewards', purpose: 'Files that staff have uploaded for those who win them' },
  reward_unlocks: { class: 'program', owner: 'rewards', purpose: 'What a reward opens: a page or a file' },
  unlock_openings: { class: 'program', owner: 'rewards', purpose: 'How often a member has opened what they have won', personal: { data: 'when a member last opened it', retention: 'until erasure' } },
  grant_steps: { class: 'program', owner: 'rewards', purpose: 'Where each reward on its way was, and since when', appendOnly: true },
  payout_batches: { class: 'program', owner: 'rewards', purpose: 'Money that is sent by hand in one go' },
  reconciliations: { class: 'program', owner: 'rewards', purpose: 'When it was compared whether what was earned, given and taken agrees, here and at providers; 90 days' },
  reconciliation_findings: { class: 'program', owner: 'rewards', purpose: 'What does not agree, and what the team says about it; ids and figures only, 90 days after it is gone' },
  parcel_batches: { class: 'program', owner: 'rewards', purpose: 'Parcels that are packed together, and who of the staff sees where they go' },
  parcels: { class: 'program', owner: 'rewards', purpose: 'Where each parcel is', personal: { data: 'whose it is, the carrier\u2019s number', retention: 'the number until erasure' } },
  parcel_lines: { class: 'program', owner: 'rewards', purpose: 'Which pieces of which reward are in a parcel' },
  claim_details: { class: 'program', owner: 'rewards', purpose: 'What a reward needs to be sent', personal: { data: 'postal address, phone, encrypted bank account', retention: '90 days after the parcel was delivered, or the reward handed over or taken back' } },
  allocations: { class: 'program', owner: 'rewards', purpose: 'Units of a pool given to a grant' },
  events: { class: 'program', owner: 'events', purpose: 'Gatherings: when, where, how many seats, which tiers are asked' },
  invitations: { class: 'program', owner: 'events', purpose: 'Who is asked to an event, what they answered, and whether they came', personal: { data: 'which events a member was asked to and came to', retention: 'two years after the event' } },
  deliveries: { class: 'program', owner: 'messaging', purpose: 'Every mail that was tried, and how it ended', personal: { data: 'recipient\u2019s e-mail', retention: '90 days' } },
  team_messages: { class: 'program', owner: 'messaging', purpose: 'What members write to the team, and the answers', personal: { data: 'what somebody wrote', retention: 'until erasure' } },
  suppressions: { class: 'program', owner: 'messaging', purpose: 'Who must not be written to', personal: { data: 'keyed hash of the e-mail', retention: 'kept so that an unsubscribe holds' } },

  people_imports: { class: 'program', owner: 'integrations', purpose: 'Files of people who come from elsewhere, and how far each has come in' },
  people_import_rows: { class: 'program', owner: 'integrations', purpose: 'Lines of such a file and what became of each', personal: { data: 'what the file says of a person, keyed hash of the e-mail', retention: 'cleared as each line is brought in, or after 7 days; the hash 30 days' } },
  program_days: { class: 'program', owner: 'insights', purpose: 'What happened per day in the program\u2019s time zone, folded from the rows themselves' },
};
