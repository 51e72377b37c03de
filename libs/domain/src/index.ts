export * from './book.js';
export * from './reasons.js';
