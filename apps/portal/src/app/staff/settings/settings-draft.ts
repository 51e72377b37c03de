import type { Locale } from '@fanfare/contracts';
import type { ProgramSettings, ProgramSettingsView } from '../../api/generated';
import type { ChosenPicture } from '../../ui/picture-field';

export type LandingText = NonNullable<ProgramSettings['landing'][Locale]>;
/** The settings as they are being changed: pictures with what is needed to show them, texts of every language. */
export interface SettingsDraft extends Omit<ProgramSettings, 'logoId' | 'landingPictureId' | 'landing' | 'destination'> {
  readonly logo: ChosenPicture | null;
  readonly landingPicture: ChosenPicture | null;
  readonly landing: Readonly<Partial<Record<Locale, LandingText>>>;
  /** Empty: the page here. */
  readonly destination: string;
}

/** What becomes of a draft: of two fields written in one moment the second goes on from the first, though it has not been shown yet. */
export type DraftChange = Partial<SettingsDraft> | ((draft: SettingsDraft) => Partial<SettingsDraft>);

export function draftOf(view: ProgramSettingsView): SettingsDraft {
  const { name, status, brandColor, defaultLocale, locales, senderName, postalAddress, landing, allowedHosts, membersListed, reviewTargetHours, appealTargetDays } = view;
  const chosen = (picture: ProgramSettingsView['logo']): ChosenPicture | null => picture && { id: picture.id, url: picture.url };
  return {
    name, status, brandColor, defaultLocale, locales, senderName, postalAddress, landing, allowedHosts, membersListed, reviewTargetHours, appealTargetDays,
    logo: chosen(view.logo), landingPicture: chosen(view.landingPicture), destination: view.destination ?? '',
  };
}

/** What the API takes. A language with neither title nor text keeps ours; one that is not spoken keeps its words. */
export function requestOf({ logo, landingPicture, landing, destination, ...draft }: SettingsDraft): ProgramSettings {
  const told = Object.entries(landing).filter(([, text]) => text.title.trim() !== '' || text.body.trim() !== '');
  return { ...draft, logoId: logo?.id ?? null, landingPictureId: landingPicture?.id ?? null, landing: Object.fromEntries(told), destination: destination.trim() || null };
}

/** The host an address leads to, as the list of hosts has it; null for what is no address. */
export function hostOfAddress(address: string): string | null {
  const url = URL.parse(address.trim());
  return url && /^https?:$/.test(url.protocol) ? url.host : null;
}

/** A host as the API keeps it, or null for more or less than a host. */
export function hostOfText(text: string): string | null {
  const url = URL.parse(`https://${text.trim()}`);
  return url && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && !text.includes('/') ? url.host : null;
}
