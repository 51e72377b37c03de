export * from './api-keys.js';
export * from './errors.js';
export * from './limits.js';
export * from './permissions.js';
export * from './webhook-topics.js';
