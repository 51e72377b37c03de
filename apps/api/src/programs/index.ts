export { ProgramsModule } from './programs.module.js';
export { type PublishedRulebook, Rulebooks } from './rulebooks.service.js';
