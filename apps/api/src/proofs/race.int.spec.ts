import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AppModule } from '../app.module.js';
import { Verifier } from '../ledger/index.js';
import { Clock } from '../platform/clock.js';
import { CONFIG } from '../platform/config/config.js';
import { configOf, configureHttp, httpAdapter } from '../platform/http.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { Caller } from './caller.js';
import { raceNaively } from './naive-control.js';
import { ProofProgram } from './proof-program.js';
import { naiveCheck, raceCheck } from './race.js';
import { duel } from './race-duels.js';
import { Ring } from './race-ring.js';
import { race } from './race-rounds.js';
import { VARIANTS } from './race-variants.js';
import { randomFrom } from './stage.js';

const ROUNDS_EACH = 4;
const DUELS_EACH = 5;

// Two servers with batches and connections of their own; `npm test` also races two processes.
let first: TestApp;
let second: NestFastifyApplication;
let callers: Caller[];
let program: ProofProgram;

beforeAll(async () => {
  const ticking = new Clock(); // the confirmations must come after the clicks, which are told by the real time
  first = await startTestApp({ env: { RATE_LIMITS: ['confirmation', 'machineOfKey', 'machineOfProgram'].map((name) => `${name}=1000000/1000000`).join() }, providers: (m) => m.overrideProvider(Clock).useValue(ticking) });
  const module = await Test.createTestingModule({ imports: [AppModule] }).overrideProvider(CONFIG).useValue(configOf(first.app)).compile();
  second = module.createNestApplication<NestFastifyApplication>(httpAdapter(false), { logger: ['error', 'warn'], rawBody: true });
  await configureHttp(second);
  callers = [];
  for (const app of [first.app, second]) {
    await app.listen(0, '127.0.0.1');
    callers.push(new Caller(`http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`));
  }
  program = await ProofProgram.make(first.app);
}, 60_000);

afterAll(async () => {
  for (const caller of callers) caller.close();
  await second.close();
  await first.close();
});

it('rewards the tenth friend exactly once, however many arrive together', async () => {
  const outcomes = await race(program, callers, VARIANTS.length * ROUNDS_EACH, randomFrom(20261122));
  expect(outcomes.flatMap((outcome) => outcome.examples)).toEqual([]);
  expect(outcomes.map(raceCheck).filter((check) => !check.passed)).toEqual([]);
  expect(outcomes.map((outcome) => outcome.rounds)).toEqual(VARIANTS.map(() => ROUNDS_EACH));
  expect((await first.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
}, 60_000);

it('does once what is asked for many times, and of two things that exclude each other one', async () => {
  const outcomes = await duel(new Ring(first.app, program, callers, randomFrom(20261127)), DUELS_EACH);
  expect(outcomes.flatMap(({ name, examples }) => examples.map((example) => `${name}, ${example}`))).toEqual([]);
  expect(outcomes.map(raceCheck).filter((check) => !check.passed)).toEqual([]);
  expect((await first.app.get(Verifier).verify(program.id)).mismatches).toEqual([]);
}, 120_000);

it('is a race that counting rows loses', async () => {
  expect(naiveCheck(await raceNaively(first.database.adminUrl, 20))).toMatchObject({ passed: true });
}, 60_000);
