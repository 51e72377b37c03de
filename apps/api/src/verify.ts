import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { CheckpointCheck, Checkpoints, Verifier } from './ledger/index.js';

/**
 * `npm run verify`: replays every book of every program and names what is stored otherwise, and days whose checkpoint differs from its file. With `-- --checkpoint FILE`, also whether the
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
  const altered = await app.get(Checkpoints).altered(programId);
  for (const { what, stored, expected } of altered) console.log(`  ${what}: stored ${stored}, in its file ${expected}`);
  wrong += differing + altered.length;
}
if (values.checkpoint !== undefined) {
  const path = resolve(process.env['INIT_CWD'] ?? '', values.checkpoint); // npm changes the folder
  const content = await readFile(path, 'utf8').catch(() => null);
  const checked = content === null ? null : await app.get(CheckpointCheck).check(content);
  if (checked) {
    const { slug, day, books, compared, problems } = checked;
    const clean = compared === books ? 'all are there and only grew' : 'its hash is the stored one; where the books ended is in the downloaded file only';
    console.log(`${slug}: checkpoint of ${day}, ${books} books, ${problems.length === 0 ? clean : `${problems.length} problems`}`);
    for (const problem of problems) console.log(`  ${problem}`);
  } else console.log(`${values.checkpoint}: ${content === null ? 'there is no such file' : 'this is no checkpoint'}`);
  wrong += checked ? checked.problems.length : 1;
}
await app.close();
process.exitCode = wrong > 0 ? 1 : 0;
