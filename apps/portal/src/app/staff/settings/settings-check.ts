import { hostOfAddress, type SettingsDraft } from './settings-draft';

/** By field: the last part of the key of what is said under it. */
export type WrongFields = Readonly<Record<string, string>>;

/** What can be seen here to be wrong; the API has the last word. */
export function wrongFields(draft: SettingsDraft): WrongFields {
  const missing = (['name', 'senderName', 'postalAddress'] as const).filter((field) => draft[field].trim() === '').map((field) => [field, 'empty']);
  const halves = Object.entries(draft.landing).flatMap(([locale, { title, body }]) =>
    (title.trim() === '') === (body.trim() === '') ? [] : [[`landing.${locale}.${title.trim() === '' ? 'title' : 'body'}`, 'half']]);
  const destination = destinationProblem(draft);
  return Object.fromEntries([...missing, ...halves, ...(destination ? [['destination', destination]] : [])]);
}

function destinationProblem({ destination, allowedHosts }: SettingsDraft): string | null {
  if (destination.trim() === '') return null;
  const host = hostOfAddress(destination);
  return host === null ? 'address' : allowedHosts.includes(host) ? null : 'not_allowed';
}
