import { join } from 'node:path';
import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { clearHalfToldStory } from './demo/half-told.js';
import { DemoStory } from './demo/demo-story.js';
import { Installations } from './identity/index.js';
import { BookRunJobs, inOwnProcess } from './ledger/index.js';
import { type Config, readConfig } from './platform/config/config.js';
import { assertDurable, assertServiceRole } from './platform/database/assert-role.js';
import { migrate } from './platform/database/migrate.js';
import { configureHttp, httpAdapter } from './platform/http.js';
import { Worker } from './platform/jobs/worker.js';
import { servePortal } from './platform/portal.js';
import { welcome } from './welcome.js';

/** Serves the API, the public pages and the portal on one port; runs the worker in the same process unless WORKER=off. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  if (config.databaseAdminUrl) {
    if (config.demo) await clearHalfToldStory(config.databaseAdminUrl);
    const done = await migrate(config.databaseAdminUrl);
    if (done.length > 0) console.log(`Migrated the database (${done.length} steps).`);
  }
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, httpAdapter(config.trustProxy), { logger: logger(), rawBody: true, abortOnError: false });
  await configureHttp(app);
  const source = app.get(DataSource);
  await assertServiceRole(source);
  await assertDurable(source);
  await servePortal(app, join(import.meta.dirname, '../../../../../portal/dist'));
  await app.init();
  const setupToken = await firstRun(app, config);
  app.get(BookRunJobs).performIn(inOwnProcess);
  if (config.worker) app.get(Worker).start();
  await app.listen({ port: config.port, host: config.host });
  console.log(welcome(config, { demo: await app.get(DemoStory).isTold(), setupToken }));
}

/** An empty installation gets the demo where it may, else a token for its first owner. */
async function firstRun(app: NestFastifyApplication, config: Config): Promise<string | null> {
  if (config.demo) {
    await app.get(DemoStory).tellOnce();
    return null;
  }
  return app.get(Installations).offerToken();
}

function logger(): ConsoleLogger {
  return new ConsoleLogger({ json: !process.stdout.isTTY, logLevels: ['warn', 'error', 'fatal'] });
}

main().catch((error: unknown) => {
  // What an operator can act on is said plainly; the stack is for us.
  console.error(error instanceof Error ? error.message : error);
  if (process.env['DEBUG']) console.error(error);
  process.exit(1);
});
