export type { FakeOptions } from './stripe-fake.js';
export { StripeFake } from './stripe-fake.js';
