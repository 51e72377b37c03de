import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');
const FIXTURE = `${ROOT}/libs/testing/fixtures/architecture`;
const API = 'apps/api/src';

/** Every file of the fixture that breaks a rule, and the rules it breaks. */
const CAUGHT: readonly (readonly [file: string, rule: string])[] = [
  [`${API}/ledger/back.ts`, 'no-cycles'],
  [`${API}/ledger/is-lost.ts`, 'resolvable'],
  ['libs/domain/src/impure.ts', 'domain-imports-nothing'],
  ['libs/contracts/src/heavy.ts', 'contracts-import-the-domain-only'],
  ['apps/portal/src/app/sees-the-api.ts', 'portal-sees-the-libraries-only'],
  [`${API}/platform/sees-the-portal.ts`, 'api-sees-the-libraries-only'],
  [`${API}/ledger/ships-a-double.ts`, 'testing-is-for-tests'],
  [`${API}/testing/count-oracle.ts`, 'oracle-knows-nothing'],
  [`${API}/platform/knows-a-context.ts`, 'platform-knows-no-context'],
  [`${API}/members/imports-the-top.ts`, 'nobody-imports-the-top'],
  [`${API}/ledger/reaches-in.ts`, 'through-the-index'],
  [`${API}/members/index.ts`, 'entities-stay-at-home'],
  ...['identity', 'programs', 'members', 'ledger', 'referrals', 'rewards', 'events', 'community', 'messaging', 'insights', 'integrations'].map(
    (context) => [`${API}/${context}/looks-left.ts`, `${context}-sees-only-its-right`] as const,
  ),
];

interface Cruise {
  readonly modules: readonly { source: string; dependencies: readonly { resolved: string }[] }[];
  readonly summary: { readonly violations: readonly { from: string; rule: { name: string } }[]; readonly ruleSetUsed: { forbidden: readonly { name: string }[] } };
}

/** What dependency-cruiser finds in `folder` by the project's own rules. */
async function cruise(folder: string): Promise<Cruise> {
  const program = `${ROOT}/node_modules/dependency-cruiser/bin/dependency-cruiser.mjs`;
  const options = ['--config', `${ROOT}/.dependency-cruiser.cjs`, '--output-type', 'json', 'apps', 'libs'];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...options], { cwd: folder, maxBuffer: 2 ** 28 });
  return JSON.parse(stdout) as Cruise;
}

describe('the rules on imports', () => {
  let fixture: Cruise;
  beforeAll(async () => {
    fixture = await cruise(FIXTURE);
  });

  it('catch each file of the fixture, and none that keeps to them', () => {
    const found = fixture.summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
    expect(found.toSorted()).toEqual(CAUGHT.map(([file, rule]) => `${file}: ${rule}`).toSorted());
  });

  it('have a file each that breaks them', () => {
    const rules = fixture.summary.ruleSetUsed.forbidden.map((rule) => rule.name);
    expect([...new Set(CAUGHT.map(([, rule]) => rule))].toSorted()).toEqual(rules.toSorted());
  });
});

it('the rules on imports see the whole project', async () => {
  const { modules } = await cruise(ROOT);
  const ours = modules.filter(({ source }) => source.startsWith(`${API}/`));
  expect(ours.length).toBeGreaterThan(100);
  // The aliases too: unresolved, they would hide the way from the API to the libraries.
  expect(ours.flatMap((module) => module.dependencies).map(({ resolved }) => resolved)).toContain('libs/domain/src/index.ts');
}, 120_000);
