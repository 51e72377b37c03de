// Which way the imports point. Each rule has a file under libs/testing/fixtures/architecture that breaks it, and
// libs/testing/src/architecture.spec.ts sees it caught: a rule that catches nothing would look like a clean tree.

const API = '^apps/api/src';
const TEST = String.raw`\.spec\.ts$`;
/** What each context may see beside itself. Nobody sees insights and integrations. */
const SEES = {
  identity: [],
  programs: ['identity'],
  members: ['programs', 'identity'],
  ledger: ['members', 'programs', 'identity'],
  referrals: ['ledger', 'members', 'programs', 'identity'],
  rewards: ['ledger', 'members', 'programs', 'identity'],
  events: ['ledger', 'members', 'programs', 'identity'],
  community: ['ledger', 'members', 'programs', 'identity'],
  messaging: ['ledger', 'members', 'programs', 'identity'],
  insights: ['referrals', 'rewards', 'events', 'community', 'messaging', 'ledger', 'members', 'programs', 'identity'],
  integrations: ['referrals', 'rewards', 'events', 'community', 'messaging', 'ledger', 'members', 'programs', 'identity'],
};
const CONTEXTS = Object.keys(SEES);
const ANY_CONTEXT = `${API}/(${CONTEXTS.join('|')})/`;

/** @param {string} context */
function contextRule(context) {
  const hidden = CONTEXTS.filter((other) => other !== context && !SEES[context].includes(other));
  return {
    name: `${context}-sees-only-its-right`,
    severity: 'error',
    comment: `${context} may import ${SEES[context].join(', ') || 'no other context'}; what it needs of another goes by an effect writer or the outbox.`,
    from: { path: `${API}/${context}/`, pathNot: TEST },
    to: { path: `${API}/(${hidden.join('|')})/` },
  };
}

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Types may name each other; code that needs each other to load has no order to be read in.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that is not found is one that no other rule can judge.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'domain-imports-nothing',
      severity: 'error',
      comment: 'The rules of counting are values in, values out: no package, not even Node.',
      from: { path: '^libs/domain/src/', pathNot: [TEST, '^libs/domain/src/testing'] },
      to: { pathNot: '^libs/domain/src/' },
    },
    {
      name: 'contracts-import-the-domain-only',
      severity: 'error',
      comment: 'Contracts are read by the API and by browsers.',
      from: { path: '^libs/contracts/src/', pathNot: TEST },
      to: { pathNot: '^libs/(contracts|domain)/src/' },
    },
    {
      name: 'portal-sees-the-libraries-only',
      severity: 'error',
      comment: 'The portal knows the API by its generated client.',
      from: { path: '^apps/portal/' },
      to: { path: ['^apps/(?!portal/)', '^libs/(?!(contracts|domain)/)'] },
    },
    {
      name: 'api-sees-the-libraries-only',
      severity: 'error',
      comment: 'The service is built alone.',
      from: { path: `${API}/` },
      to: { path: '^apps/(?!api/)' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      comment: 'Test doubles and test databases do not reach production.',
      from: { path: '^(apps|libs)/', pathNot: [TEST, `${API}/testing/`, '^libs/testing/', '^libs/domain/src/testing', String.raw`\.test\.mjs$`] },
      to: { path: ['^libs/testing/', `${API}/testing/`, '^libs/domain/src/testing'] },
    },
    {
      name: 'oracle-knows-nothing',
      severity: 'error',
      comment: 'What checks the engine shares no line with it.',
      from: { path: `${API}/testing/count-oracle` },
      to: {},
    },
    {
      name: 'platform-knows-no-context',
      severity: 'error',
      comment: 'Plumbing below, contexts above; types too.',
      from: { path: `${API}/platform/`, pathNot: TEST },
      to: { path: ANY_CONTEXT },
    },
    {
      name: 'nobody-imports-the-top',
      severity: 'error',
      comment: 'Entry points, the table of contents, the demo and the proofs see everything, so whoever imports them does too.',
      from: { path: [`${API}/platform/`, ANY_CONTEXT], pathNot: TEST },
      to: { path: [`${API}/[^/]+$`, `${API}/(demo|proofs)/`] },
    },
    {
      name: 'through-the-index',
      severity: 'error',
      comment: 'A context shows others its index.ts and nothing else.',
      from: { path: ANY_CONTEXT, pathNot: TEST },
      to: { path: ANY_CONTEXT, pathNot: [`${API}/$1/`, `${API}/[^/]+/index\\.ts$`] },
    },
    {
      name: 'entities-stay-at-home',
      severity: 'error',
      comment: 'Other contexts get facades, ids and types; rows stay with their owner.',
      from: { path: `${API}/[^/]+/index\\.ts$` },
      to: { path: String.raw`\.entit(y|ies)\.ts$` },
    },
    ...CONTEXTS.map(contextRule),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)(dist|\\.angular|coverage)/', '^libs/testing/fixtures/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], mainFields: ['module', 'main', 'types'] },
  },
};
