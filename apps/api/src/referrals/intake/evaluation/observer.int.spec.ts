import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { canonicalEmail, type Signals } from '@fanfare/domain';
import { visitorHash } from '../../../platform/auth/visitor.js';
import { newId } from '../../../platform/ids.js';
import { Keys } from '../../../platform/keys.js';
import { Programs } from '../../../programs/index.js';
import { SignupProgram } from '../../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../../testing/test-app.js';
import { Confirmations } from '../../signup/confirmations.service.js';
import { Signups } from '../../signup/signups.service.js';
import { Dice } from './dice.js';
import { hiredHands, madeUpAddresses, ring, scriptFarm } from './fraud-scenes.js';
import { household, office } from './honest-scenes.js';
import { Observer } from './observer.js';
import type { Scene, SignUpEvent } from './sign-up-event.js';

const START = Date.UTC(2026, 2, 2, 9);
let test: TestApp;
let program: SignupProgram;

beforeAll(async () => {
  test = await startTestApp({ now: new Date(START) });
  program = await SignupProgram.make(test.app, 'halcyon', test.database.superUrl);
});
afterAll(async () => {
  await program.close();
  await test.close();
});

/** A little of everything, in one program. */
function cast(seed: number): Scene {
  const dice = new Dice(seed);
  const scenes = [household, household, office, ring, hiredHands, scriptFarm, madeUpAddresses].map((scene) => scene(dice, START + dice.between(0, 300) * 60_000));
  return {
    signUps: scenes.flatMap((s) => s.signUps.slice(0, 22)).toSorted((a, b) => a.at - b.at),
    visits: scenes.flatMap((s) => s.visits),
  };
}

/** Plays what happened through the service, in its order; links exist once their owner has confirmed. */
async function play({ signUps, visits }: Scene): Promise<Map<string, Signals>> {
  const keys = test.app.get(Keys);
  const links = new Map<string, { id: string; code: string }>();
  const click = async (of: string, at: number, who: string | null, country: string) => {
    const id = newId(new Date(at));
    const hash = who === null ? null : visitorHash(keys, who);
    await program.sql('INSERT INTO clicks (program_id, at, id, link_id, visitor_hash, country) VALUES ($1, $2, $3, $4, $5, $6)', [program.id, new Date(at), id, links.get(of)!.id, hash, country]);
    return id;
  };
  const view = await test.app.get(Programs).byId(program.id);
  const ids = new Map<string, string>();
  // Clicks come before the sign-ups they lead to, so some lie before sign-ups of others.
  const clicked = new Map<SignUpEvent, string>();
  const waiting = [
    ...visits.map(({ of, at }) => ({ at, come: () => click(of, at, null, 'DE') })),
    ...signUps.flatMap((s) => (s.by && s.click ? [{ at: s.click.at, come: async () => clicked.set(s, await click(s.by!, s.click!.at, s.device, s.click!.country)) }] : [])),
  ].toSorted((a, b) => a.at - b.at);
  for (const s of signUps) {
    while (waiting[0] && waiting[0].at <= s.at) await waiting.shift()!.come();
    test.clock.moveTo(new Date(s.at));
    const clickId = clicked.get(s) ?? null;
    await test.app.get(Signups).submit(view, {
      email: canonicalEmail(s.email)!, name: s.name, locale: 'en', consentVersion: 'x', code: s.by && !s.click ? links.get(s.by)!.code : null,
      clickId, cookie: [], visitor: s.device === null ? null : visitorHash(keys, s.device), ip: s.ip, country: s.country,
    });
    const [row] = await program.submissions(s.email);
    ids.set(s.email, row!.id);
    if (!s.exists) await program.sql('UPDATE signup_traces SET bounced_at = $2 WHERE submission_id = $1', [row!.id, new Date(s.at)]);
    else await confirm(s, keys.token('confirmation', row!.id), links);
  }
  const rows = await program.sql<{ id: string; signals: Signals }>(`SELECT id, state->'signals' AS signals FROM referrals`);
  const signals = new Map(rows.map((row) => [row.id, row.signals]));
  return new Map([...ids].flatMap(([email, id]) => (signals.has(id) ? [[email, signals.get(id)!] as const] : [])));
}

async function confirm(s: SignUpEvent, token: string, links: Map<string, { id: string; code: string }>): Promise<void> {
  const { linkCode } = await test.app.get(Confirmations).confirm(token);
  const [link] = await program.sql<{ id: string; code: string }>('SELECT id, code FROM links WHERE code = $1', [linkCode]);
  links.set(s.email, link!);
}

it('what is evaluated is what is measured: the population in memory and the service freeze the same signals', async () => {
  const scene = cast(42);
  const expected = new Observer().observe(scene);
  const frozen = await play(scene);
  expect(expected.size).toBeGreaterThan(60);
  for (const [signUp, signals] of expected) {
    expect({ email: signUp.email, scene: signUp.scene, ...frozen.get(signUp.email) }).toMatchObject({ email: signUp.email, scene: signUp.scene, ...signals });
  }
}, 120_000);
