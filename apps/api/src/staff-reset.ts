import { parseArgs } from 'node:util';
import { DomainError } from '@fanfare/contracts';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { SecondFactorReset } from './identity/index.js';

/** `npm run staff:reset-second-factor -- --email x`: for whoever lost the authenticator and the recovery codes. */
async function main(): Promise<number> {
  const { email } = parseArgs({ options: { email: { type: 'string' } } }).values;
  if (!email) throw new Error('Whose? Say --email and the address they sign in with.');
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'fatal'] });
  try {
    const programs = await app.get(SecondFactorReset).reset(email);
    console.log(`The second factor of ${email} is cleared, noted in the audit log of ${programs === 1 ? 'one program' : `${programs} programs`}. The next sign-in sets up a new one.`);
    return 0;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    // Addresses are found by a hash under the secret key: with another installation's key nobody is.
    console.error(`Nobody of the staff signs in as ${email}. Is DATA_DIR (or SECRET_KEY_FILE) the one that Fanfare runs with?`);
    return 1;
  } finally {
    await app.close();
  }
}

main().then((code) => (process.exitCode = code), (error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
