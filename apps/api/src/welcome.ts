import type { Config } from './platform/config/config.js';

/** What the terminal says once everything is up: where to go, and how to sign in. */
export function welcome(config: Config, state: { demo: boolean; setupToken: string | null }): string {
  const url = config.publicUrl;
  const lines = ['', `Fanfare is running at ${url}`, ''];
  if (state.setupToken) lines.push('This installation has no owner yet. Become the first:', `  ${url}/setup?token=${state.setupToken}`, '');
  if (state.demo) lines.push(...demoLines(url));
  if (config.devMailbox) lines.push(`Every mail lands in    ${url}/dev/mailbox`);
  else if (!config.smtpUrl) lines.push('No SMTP_URL is set: mail is kept and waits until there is one.');
  lines.push(`API description        ${url}/api/openapi.json`, '', 'Stop with Ctrl-C.');
  return lines.join('\n');
}

function demoLines(url: string): string[] {
  return [
    'The demo: Halcyon Daily, a morning newsletter',
    `  Sign up as a friend  ${url}/join/halcyon`,
    `  Sign in as a fan     ${url}/sign-in?program=halcyon   nine@halcyon.example (nine friends: one to go)`,
    '                       ambassador@halcyon.example; the code comes to the mailbox',
    `  Sign in as staff     ${url}/staff   owner@halcyon.example, password halcyon-demo`,
    '                       (also manager@, moderator@, analyst@, fulfilment@)',
    '',
  ];
}
