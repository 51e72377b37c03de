import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const APPS = join(import.meta.dirname, '../../../../..');
const en = JSON.parse(readFileSync(join(APPS, 'portal/src/app/i18n/en.json'), 'utf8')) as Record<string, string>;

/** The API's sources: it sends names and reasons, and says nothing of what they are called. */
function sourcesOf(folder: string, files: RegExp): string {
  const path = join(APPS, 'api/src', folder);
  return readdirSync(path).filter((file) => files.test(file)).map((file) => readFileSync(join(path, file), 'utf8')).join('\n');
}

describe('the texts of the mail screen', () => {
  it('name every mail that is sent', () => {
    const names = [...sourcesOf('messaging', /-mails\.ts$/).matchAll(/topic: '[\w.]+', name: '(\w+)'/g)].map((match) => match[1]!);
    expect(names).toEqual(expect.arrayContaining(['confirm', 'welcome', 'reward_granted', 'event_invitation', 'message_answered']));
    expect(names.filter((name) => !(`mail_name.${name}` in en))).toEqual([]);
  });

  it('say every reason of ours for not sending one', () => {
    const sources = sourcesOf('messaging', /(?<!spec)\.ts$/) + sourcesOf('platform/mail', /(?<!spec)\.ts$/);
    const reasons = [...sources.matchAll(/(?:error = |MailRefused\('\w+', )'mail\.(\w+)'/g)].map((match) => match[1]!);
    expect(reasons.toSorted()).toEqual(['address_invalid', 'attempt_lost', 'given_up', 'not_configured', 'nothing_to_say']);
    expect(reasons.filter((reason) => !(`mail_error.${reason}` in en))).toEqual([]);
  });
});
