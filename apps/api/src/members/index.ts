export { MembersModule } from './members.module.js';
export { type Enrolment, Members } from './members.service.js';
