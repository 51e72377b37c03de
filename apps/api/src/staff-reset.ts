import { parseArgs } from 'node:util';
import { DomainError } from '@fanfare/contracts';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { SecondFactorReset } from './identity/index.js';

/** `npm run staff:reset-second-factor -- --email x`: for whoever lost the authenticator and the recovery codes. */
const { values } = parseArgs({ options: { email: { type: 'string' } } });
if (!values.email) throw new Error('Whose? Say --email and their address.');
const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'fatal'] });
try {
  const programs = await app.get(SecondFactorReset).reset(values.email);
  console.log(`The second factor of ${values.email} is cleared, noted in ${programs === 1 ? 'one program' : `${programs} programs`}. The next sign-in sets up a new one.`);
} catch (error) {
  if (!(error instanceof DomainError)) throw error;
  console.error(`Nobody of the staff signs in as ${values.email}.`);
  process.exitCode = 1;
}
await app.close();
