export * from './stripe-fake/index.js';
export * from './test-database.js';
