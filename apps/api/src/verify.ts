import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { Verifier } from './ledger/index.js';

/** `npm run verify`: replays every book of every program and names what is stored otherwise. Exit code 1 if anything is. */
const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'fatal'] });
const programs = (await app.get(DataSource).query('SELECT slug, program_id FROM program_slugs ORDER BY slug')) as { slug: string; program_id: string }[];
let wrong = 0;
for (const { slug, program_id: programId } of programs) {
  const { books, facts, entries, mismatches } = await app.get(Verifier).verify(programId);
  console.log(`${slug}: ${books} books, ${facts} facts, ${entries} entries, ${mismatches.length} mismatches`);
  for (const m of mismatches) console.log(`  member ${m.memberId}, ${m.what}: stored ${m.stored}, replayed ${m.expected}`);
  wrong += mismatches.length;
}
await app.close();
process.exitCode = wrong > 0 ? 1 : 0;
