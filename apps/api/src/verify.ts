import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { CheckpointCheck, Verifier } from './ledger/index.js';

/**
 * `npm run verify`: replays every book of every program and names what is stored otherwise. With `-- --checkpoint FILE`, also whether the
 * books go on from where a checkpoint that somebody kept says they were. Exit code 1 if anything is wrong.
 */
const { values } = parseArgs({ options: { checkpoint: { type: 'string' } } });
const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'fatal'] });
let wrong = 0;
const programs = (await app.get(DataSource).query('SELECT slug, program_id FROM program_slugs ORDER BY slug')) as { slug: string; program_id: string }[];
for (const { slug, program_id: programId } of programs) {
  const { books, facts, entries, wrong: differing, mismatches } = await app.get(Verifier).verify(programId);
  console.log(`${slug}: ${books} books, ${facts} facts, ${entries} entries, ${differing} mismatches`);
  for (const m of mismatches) console.log(`  member ${m.memberId}, ${m.what}: stored ${m.stored}, replayed ${m.expected}`);
  if (differing > mismatches.length) console.log(`  and ${differing - mismatches.length} more`);
  wrong += differing;
}
if (values.checkpoint !== undefined) {
  const path = resolve(process.env['INIT_CWD'] ?? '', values.checkpoint); // npm changes the folder
  const { slug, day, books, problems } = await app.get(CheckpointCheck).problems(JSON.parse(await readFile(path, 'utf8')));
  console.log(`${slug}: checkpoint of ${day}, ${books} books, ${problems.length === 0 ? 'all are there and only grew' : `${problems.length} problems`}`);
  for (const problem of problems) console.log(`  ${problem}`);
  wrong += problems.length;
}
await app.close();
process.exitCode = wrong > 0 ? 1 : 0;
