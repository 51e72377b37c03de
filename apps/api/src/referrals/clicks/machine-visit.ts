import { isbot } from 'isbot';

/** What gave a machine away; stored with the click. */
export type MachineReason = 'head' | 'prefetch' | 'embedded' | 'preview' | 'bot' | 'no_agent';

/** The request headers that tell; names in lower case, as Node gives them. */
export type VisitHeaders = Readonly<Record<string, string | string[] | undefined>>;

const PURPOSES = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];
const PREFETCHES = /prefetch|prerender|preview/i;
/**
 * Apps and mail services that open a link to show or scan it, some with a browser's user agent around their name. The
 * browsers inside Instagram, Snapchat or Pinterest are people: only the fetchers' own names are listed.
 */
const PREVIEWERS =
  /facebookexternalhit|facebot|whatsapp|twitterbot|slackbot|slack-imgproxy|telegrambot|discordbot|linkedinbot|skypeuripreview|microsoftpreview|bingpreview|pinterestbot|snap url preview|redditbot|mastodon|bluesky cardyb|iframely|embedly|vkshare|googleimageproxy|google-pagerenderer|google-safety|yahoomailproxy|proofpoint|barracuda|mimecast/i;

/**
 * Why a visit counts as a machine's, or null for a person. Machines are recorded and redirected all the same: a
 * wrong guess costs a line in a statistic, never a broken link.
 */
export function machineReason(method: string, headers: VisitHeaders): MachineReason | null {
  if (method === 'HEAD') return 'head';
  if (PURPOSES.some((name) => PREFETCHES.test(String(headers[name] ?? '')))) return 'prefetch';
  // An image, a frame or a script pointing at the link is no visit: it is how cookies are stuffed.
  const destination = headers['sec-fetch-dest'];
  if (destination !== undefined && destination !== 'document') return 'embedded';
  const agent = headers['user-agent'];
  if (!agent || Array.isArray(agent)) return 'no_agent';
  if (PREVIEWERS.test(agent)) return 'preview';
  return isbot(agent) ? 'bot' : null;
}
