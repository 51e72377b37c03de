export { ApiKeys } from './keys/api-keys.service.js';
export { IntegrationsModule } from './integrations.module.js';
