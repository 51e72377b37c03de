import presets from 'jest-preset-angular/presets/index.js';

/** Run from the root: `npm run jest -- --config apps/portal/jest.config.mjs`. */
export default {
  ...presets.createEsmPreset({ tsconfig: '<rootDir>/tsconfig.spec.json' }),
  rootDir: import.meta.dirname,
  setupFilesAfterEnv: ['<rootDir>/setup-jest.ts'],
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  moduleNameMapper: {
    '^@fanfare/contracts$': '<rootDir>/../../libs/contracts/src/index.ts',
    '^@fanfare/domain/([\\w-]+)$': '<rootDir>/../../libs/domain/src/$1.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
