import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { createTestDatabase, type TestDatabase } from '@fanfare/testing';
import { AppModule } from '../app.module.js';
import { Clock, FixedClock } from '../platform/clock.js';
import { CONFIG, readConfig } from '../platform/config/config.js';
import { migrate } from '../platform/database/migrate.js';
import { configureHttp, httpAdapter } from '../platform/http.js';

/** The whole API on a database of its own, without a port: `app.inject({ method, url, … })`. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly database: TestDatabase;
  /** Present when a fixed time was asked for. */
  readonly clock: FixedClock;
  close(): Promise<void>;
}

export interface TestAppOptions {
  /** Stops the clock there; default: the real time of the call. */
  readonly now?: Date;
  /** Goes over the test's own settings. */
  readonly env?: Record<string, string>;
  /** Puts other providers in place: `(m) => m.overrideProvider(RATE_LIMITS).useValue({...DEFAULT_RATE_LIMITS, signUp: …})`. */
  readonly providers?: (module: TestingModuleBuilder) => TestingModuleBuilder;
  /** Routes that only this test has. */
  readonly controllers?: Type[];
  /** Sees the server before its routes are registered. */
  readonly beforeRoutes?: (app: NestFastifyApplication) => void;
}

export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = await createTestDatabase(migrate);
  const dataDir = mkdtempSync(join(tmpdir(), 'fanfare-test-'));
  const config = readConfig({
    DATABASE_URL: database.appUrl,
    DATABASE_ADMIN_URL: database.adminUrl,
    EMBEDDED_DATABASE: '1',
    DATA_DIR: dataDir,
    PUBLIC_URL: 'http://fanfare.test',
    DEMO: 'off',
    ...options.env,
  });
  const clock = new FixedClock(options.now ?? new Date());
  const builder = Test.createTestingModule({ imports: [AppModule], controllers: [...(options.controllers ?? [])] }).overrideProvider(CONFIG).useValue(config).overrideProvider(Clock).useValue(clock);
  const module = await (options.providers?.(builder) ?? builder).compile();
  const app = module.createNestApplication<NestFastifyApplication>(httpAdapter(config.trustProxy), { logger: ['error', 'warn'], rawBody: true });
  options.beforeRoutes?.(app);
  await configureHttp(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return {
    app,
    database,
    clock,
    close: async () => {
      await app.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
