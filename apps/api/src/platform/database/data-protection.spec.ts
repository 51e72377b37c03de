import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { dataProtectionPage } from './data-protection.js';

const PAGE = new URL('../../../../../docs/data-protection.md', import.meta.url);

it('docs/data-protection.md says what the table list says', () => {
  if (process.env['UPDATE_DOCS']) writeFileSync(PAGE, dataProtectionPage());
  expect(readFileSync(PAGE, 'utf8')).toBe(dataProtectionPage());
});
