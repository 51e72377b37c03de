export { Rulebooks, type PublishedRulebook } from './rulebooks.service.js';
