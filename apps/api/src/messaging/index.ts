export { MessagingModule } from './messaging.module.js';
export { TeamMessages } from './team-messages/team-messages.service.js';
