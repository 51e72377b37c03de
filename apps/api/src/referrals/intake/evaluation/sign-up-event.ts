/** One sign-up of a population that is known, and what it is. Times in milliseconds. */
export interface SignUpEvent {
  readonly at: number;
  readonly email: string;
  readonly name: string | null;
  readonly ip: string;
  /** The browser; null for a call of the API. */
  readonly device: string | null;
  readonly country: string;
  /** The address of whoever brought them; null: nobody. */
  readonly by: string | null;
  /** When they clicked the link, and from where; null: a code was typed. */
  readonly click: { readonly at: number; readonly country: string } | null;
  /** False: nobody ever confirms, because there is no such mailbox. */
  readonly exists: boolean;
  readonly scene: SceneName;
}

/** A visit that led to no sign-up. */
export interface Visit {
  readonly at: number;
  readonly of: string;
}

export interface Scene {
  readonly signUps: readonly SignUpEvent[];
  readonly visits: readonly Visit[];
}

export const HONEST = ['everyday', 'household', 'office', 'campus', 'viral day', 'stall tablet'] as const;
export const FRAUD = ['own second mailbox', 'script farm', 'hired hands', 'ring', 'disposable burst', 'domain farm', 'made-up addresses'] as const;
export type SceneName = (typeof HONEST)[number] | (typeof FRAUD)[number];
