// Run through `npm run jest`: Nest 12 is ESM only, so Jest needs --experimental-vm-modules.
const swc = [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'es6' },
    jsc: {
      target: 'es2023',
      keepClassNames: true,
      parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    },
  },
];
const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: { '^.+\\.ts$': swc },
  moduleNameMapper: {
    '^@fanfare/(domain|contracts|testing)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  // Fixtures of the architecture lint only look like tests.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/libs/testing/fixtures/'],
  modulePathIgnorePatterns: ['<rootDir>/apps/api/dist', '<rootDir>/apps/portal/dist'],
};
export default {
  projects: [
    { ...base, displayName: 'unit', roots: ['<rootDir>/apps/api', '<rootDir>/libs'], testRegex: '(?<!\\.int)\\.spec\\.ts$' },
    {
      ...base,
      displayName: 'integration',
      roots: ['<rootDir>/apps/api', '<rootDir>/libs'],
      testRegex: '\\.int\\.spec\\.ts$',
      globalSetup: '<rootDir>/libs/testing/src/global-setup.mjs',
      globalTeardown: '<rootDir>/libs/testing/src/global-teardown.mjs',
    },
  ],
  testTimeout: 30000,
  // Modules of a file that is done stay in memory (ES modules in a vm): a worker that has grown to that is followed by a fresh one.
  workerIdleMemoryLimit: '1GB',
};
