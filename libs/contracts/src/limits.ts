/** Limits that the API enforces and the portal shows. Lengths in characters, times in the unit of the name. */
export const LIMITS = {
  bodyBytes: 64 * 1024,
  jsonDepth: 20,
  csvBytes: 1024 * 1024,
  pictureBytes: 5 * 1024 * 1024,
  /** Of a program's pictures together, as kept. */
  picturesBytes: 50 * 1024 * 1024,
  unlockFileBytes: 10 * 1024 * 1024,
  /** Of a program's files for those who win them, together. */
  unlockFilesBytes: 200 * 1024 * 1024,
  unlockTextChars: 5000,
  /** How long a link to what was won opens. */
  unlockMinutes: 10,
  nameChars: 80,
  emailChars: 254,
  channelChars: 40,
  /** Units of a reward in the shop: more than these are not counted out to members. */
  fewLeft: 5,
  reasonChars: 500,
  messageChars: 2000,
  shareTextChars: 280,
  linksPerMember: 25,
  tagsPerMember: 20,
  noteChars: 2000,
  viewNameChars: 60,
  viewsPerProgram: 50,
  cohortNameChars: 40,
  cohortsPerProgram: 30,
  bulkMembers: 5000,
  importBytes: 5 * 1024 * 1024,
  importRows: 50_000,
  pageSize: 50,
  pageSizeMax: 200,
  bulkRows: 100,
  /** Until a program says otherwise: within which a held friend is looked at, and an appeal answered. */
  reviewTargetHours: 24,
  appealTargetDays: 7,
  appealChars: 1000,
  /** A reward that waits to be claimed: after how long, and how often, its member may be reminded. */
  remindEveryDays: 7,
  confirmationDays: 7,
  unconfirmedDays: 30,
  addressChangeHours: 24,
  addressUndoDays: 7,
  conversionBatch: 100,
  conversionWaitsDays: 90,
  webhookEndpoints: 10,
  keyNameChars: 60,
  passwordMinChars: 12,
  passwordMaxChars: 200,
} as const;

export const LOCALES = ['en', 'de'] as const;
/** A language the product's own texts exist in. */
export type Locale = (typeof LOCALES)[number];

/** What a reward may be worth money in. */
export const CURRENCIES = ['EUR', 'USD', 'GBP', 'CHF', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'CAD', 'AUD', 'JPY'] as const;
export type Currency = (typeof CURRENCIES)[number];
