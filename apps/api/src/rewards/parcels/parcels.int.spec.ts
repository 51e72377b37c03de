import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../platform/ids.js';
import { Transactions } from '../../platform/database/transactions.js';
import { DAY_MS } from '../../platform/jobs/maintenance.js';
import { BERLIN, codeOf, type Fan, RewardProgram } from '../../testing/reward-program.js';
import { type SignedIn, staffSession } from '../../testing/sign-in.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { comparePools } from '../reconciliation/differences.js';
import { Reminders } from './reminders.service.js';

interface Item { grantId: string; piece: number; name: string | null; title: { en: string } }
interface Parcel { id: string; reference: string; status: string; stopped: boolean; member: { name: string | null }; items: Item[] }
interface Opened { batch: { id: string; number: number; parcels: Record<string, number> }; parcels: Parcel[] }
interface Scan { outcome: string; parcel: Parcel; leftOut: Item[] }
interface Mine { id: string; status: string; reason: string | null; stillHere: string[]; steps: { status: string }[]; parcels: { status: string; contents: string[]; tracking: object | null; returnReason: string | null }[] }

describe('parcels', () => {
  let test: TestApp;
  let program: RewardProgram;
  let fan: Fan;
  let clerk: SignedIn;
  let colleague: SignedIn;
  let boxId: string;
  beforeAll(async () => {
    test = await startTestApp({ now: new Date('2026-03-02T10:00:00Z') });
    program = await RewardProgram.make(test, 'halcyon');
    boxId = (await program.reward({ title: { en: 'Box' }, needsAddress: true })).id;
    fan = await program.fan();
  });
  beforeEach(async () => {
    clerk = await staffSession(test.app, 'fulfilment', program.id);
    colleague = await staffSession(test.app, 'fulfilment', program.id);
  });
  afterAll(() => test.close());

  async function claimed(address: object = BERLIN): Promise<string> {
    const grant = await program.give(boxId, fan.memberId);
    expect((await program.mine(fan, `/${grant}/claim`, { address })).statusCode).toBe(200);
    return grant;
  }
  const open = (grantIds: string[], who = clerk) => program.staff('parcel-batches', { grantIds }, who);
  const opened = async (count: number, who = clerk) => {
    const grants: string[] = [];
    for (let n = 0; n < count; n++) grants.push(await claimed());
    return { grants, ...(await open(grants, who)).json<Opened>() };
  };
  const audited = async (subjectId: string) => (await program.rows<{ action: string }>('SELECT action FROM audit_log WHERE program_id = $1 AND subject_id = $2 ORDER BY id', [subjectId])).map((row) => row.action);
  const told = (topic: string, grantId: string) => program.rows(`SELECT 1 FROM outbox WHERE program_id = $1 AND topic = $2 AND payload->>'grantId' = $3`, [topic, grantId]);

  it('are seen with their address by who opened their batch, and by nobody else who only ships', async () => {
    const grant = await claimed();
    const listed = (await program.staff('grants?status=claimed', undefined, clerk)).json<{ items: { id: string }[] }>().items.find(({ id }) => id === grant);
    expect(listed).toMatchObject({ member: { name: null }, country: 'DE', showsAddress: false });
    expect((await program.staff(`grants/${grant}/reveal`, {}, clerk)).statusCode).toBe(403);
    const { batch, parcels } = (await open([grant])).json<Opened>();
    expect(parcels).toEqual([expect.objectContaining({ status: 'to_pack', member: { id: fan.memberId, name: 'Ewa' }, showsAddress: true, reference: `${batch.number}-1`, items: [expect.objectContaining({ grantId: grant, piece: 1, name: null })] })]);
    expect((await program.staff(`grants/${grant}/reveal`, {}, clerk)).json()).toMatchObject({ address: BERLIN });
    const slips = await program.staff(`parcel-batches/${batch.id}/addresses`, {}, clerk);
    expect(slips.json()).toMatchObject({ items: [{ reference: `${batch.number}-1`, lines: ['Ewa Nowak', 'Main Street 1', '10115 Berlin'], parcel: { member: { name: 'Ewa' } }, qr: { side: expect.any(Number), d: expect.stringMatching(/^M/) } }] });
    for (const path of [`grants/${grant}/reveal`, `parcel-batches/${batch.id}/addresses`, `parcel-batches/${batch.id}/export`]) {
      const refused = await program.staff(path, {}, colleague);
      expect([path, refused.statusCode, refused.body.includes('Main Street')]).toEqual([path, 403, false]);
    }
    expect((await program.staff(`parcel-batches/${batch.id}`, undefined, colleague)).body).not.toContain('Ewa');
    expect((await program.staff(`parcel-batches/${batch.id}/addresses`, {})).statusCode).toBe(200);
    expect(await audited(batch.id)).toEqual(['batch.opened', 'batch.addresses_revealed', 'batch.addresses_revealed']);
  });

  it('are no business of who packed them once they have arrived', async () => {
    const { grants, batch } = await opened(1);
    for (const step of ['pack', 'ship', 'deliver']) await program.staff(`grants/${grants[0]}/${step}`, {}, clerk);
    expect((await program.staff(`grants/${grants[0]}/reveal`, {}, clerk)).statusCode).toBe(403);
    expect((await program.staff(`parcel-batches/${batch.id}/addresses`, {}, clerk)).json()).toMatchObject({ items: [] });
  });

  it('are in one batch each, when two clerks take them at once', async () => {
    const grants = [await claimed(), await claimed(), await claimed()];
    const answers = await Promise.all([open(grants), open(grants.slice(1), colleague), open([...grants].reverse())]);
    const won = answers.filter((answer) => answer.statusCode === 201);
    expect(won).toHaveLength(1);
    expect(answers.filter((answer) => answer.statusCode === 409).map(codeOf)).toEqual(['batch.parcels_taken', 'batch.parcels_taken']);
    const numbers = (await program.rows<{ number: number }>('SELECT number FROM parcel_batches WHERE program_id = $1 ORDER BY number')).map((row) => row.number);
    expect(numbers).toEqual(numbers.map((_, n) => n + 1));
  });

  it.each([['queued', 0], ['claimable', 0], ['delivered', 0], ['suspended', 0]])('that are %s are not there to be packed', async (status) => {
    const grant = await claimed();
    await program.rows('UPDATE grants SET status = $3 WHERE program_id = $1 AND id = $2', [grant, status]);
    expect(codeOf(await open([grant]))).toBe('batch.parcels_taken');
  });

  it('without an address, or of another program, are not, either', async () => {
    const stickers = await program.reward({ needsAddress: false });
    const grant = await program.give(stickers.id, fan.memberId);
    await program.mine(fan, `/${grant}/claim`, {});
    expect(codeOf(await open([grant]))).toBe('batch.parcels_taken');
    const other = await RewardProgram.make(test, 'other');
    const theirs = await claimed();
    expect(codeOf(await other.staff('parcel-batches', { grantIds: [theirs] }))).toBe('batch.parcels_taken');
    const { batch } = await opened(1);
    expect((await other.staff(`parcel-batches/${batch.id}/addresses`, {})).statusCode).toBe(404);
  });

  it('leave in bulk with the numbers of a list, which is looked at before', async () => {
    const { grants, batch, parcels: boxes } = await opened(4);
    expect((await program.staff(`parcel-batches/${batch.id}/pack`, { parcelIds: boxes.slice(0, 3).map(({ id }) => id) }, clerk)).json()).toEqual({ moved: 3 });
    const list = `parcel;carrier;tracking\n${batch.number}-1;DHL;003404\n${batch.number}-4;DHL;1\n${batch.number}-1;DHL;2\n${batch.number}-2;Otto Express;\n99-9;UPS;5\n${boxes[2]!.id};ups;1Z 9`;
    const { items } = (await program.staff(`parcel-batches/${batch.id}/tracking-check`, list, clerk)).json<{ items: { parcelId: string | null; problem: string | null; carrier: string; tracking: string }[] }>();
    expect(items.map(({ problem }) => problem)).toEqual([null, 'not_packed', 'repeated', 'no_number', 'unknown_parcel', null]);
    const parcels = items.filter(({ parcelId }) => parcelId).map(({ parcelId, carrier, tracking }) => ({ parcelId, carrier, tracking }));
    expect((await program.staff(`parcel-batches/${batch.id}/ship`, { parcels }, clerk)).json()).toEqual({ moved: 2 });
    expect((await program.staff(`parcel-batches/${batch.id}/ship`, { parcels }, clerk)).json()).toEqual({ moved: 0 });
    const mine = (await program.mine(fan)).json<{ items: Mine[] }>().items;
    expect(mine.find(({ id }) => id === grants[2])).toMatchObject({ status: 'shipped', parcels: [{ status: 'shipped', tracking: { carrierName: 'UPS', number: '1Z 9', url: 'https://www.ups.com/track?tracknum=1Z9' } }] });
    expect(mine.find(({ id }) => id === grants[0])?.steps.map(({ status }) => status)).toEqual(['claimable', 'claimed', 'packed', 'shipped']);
    for (const grant of [grants[0]!, grants[2]!]) expect(await told('grant.shipped', grant)).toHaveLength(1);
    expect((await program.staff(`parcel-batches/${batch.id}/deliver`, { parcelIds: boxes.map(({ id }) => id) }, clerk)).json()).toEqual({ moved: 2 });
  });

  it('are exported without anything that a spreadsheet would run', async () => {
    const grant = await claimed({ ...BERLIN, name: '=HYPERLINK("https://evil.test")', line1: '@SUM(1)', line2: '+1' });
    const { batch } = (await open([grant])).json<Opened>();
    const csv = await program.staff(`parcel-batches/${batch.id}/export`, {}, clerk);
    expect([csv.statusCode, csv.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    for (const cell of [`'=HYPERLINK`, `'@SUM(1)`, `'+1`]) expect(csv.body).toContain(cell);
    expect(await audited(batch.id)).toContain('batch.exported');
    const known = test.clock.now();
    test.clock.moveTo(new Date(known.getTime() + 11 * 60_000));
    expect(codeOf(await program.staff(`parcel-batches/${batch.id}/export`, {}, clerk))).toBe('auth.step_up_required');
    test.clock.moveTo(known);
  });

  it('that came back can be corrected by their member, and go out in a batch again', async () => {
    const { grants } = await opened(1);
    const [grant] = grants as [string];
    await program.staff(`grants/${grant}/pack`, {}, clerk);
    await program.staff(`grants/${grant}/ship`, { tracking: '1' }, clerk);
    expect((await program.staff(`grants/${grant}/return`, { reason: 'because' }, clerk)).statusCode).toBe(422);
    expect((await program.staff(`grants/${grant}/return`, { reason: 'wrong_address' }, clerk)).json()).toMatchObject({ status: 'returned', reason: 'returned_wrong_address' });
    expect(await told('grant.returned', grant)).toHaveLength(1);
    expect((await program.mine(fan, `/${grant}/claim`, { address: { ...BERLIN, line1: 'Other Street 2' } }, 'PUT')).statusCode).toBe(200);
    const { batch } = (await open([grant], colleague)).json<Opened>();
    expect((await program.staff(`parcel-batches/${batch.id}/addresses`, {}, colleague)).json()).toMatchObject({ items: [{ lines: ['Ewa Nowak', 'Other Street 2', '10115 Berlin'] }] });
    expect((await program.staff(`grants/${grant}/pack`, {}, colleague)).json()).toMatchObject({ status: 'packed', reason: null });
  });

  describe('with a welcome box of several pieces', () => {
    let welcomeId: string;
    let capId: string;
    beforeAll(async () => {
      welcomeId = (await program.reward({ title: { en: 'Welcome box' }, needsAddress: true, contents: ['T-shirt', 'Stickers', 'Mug'] })).id;
      capId = (await program.reward({ title: { en: 'Cap' }, needsAddress: true })).id;
    });
    const claim = async (rewardId: string, who = fan, address: object = BERLIN) => {
      const grant = await program.give(rewardId, who.memberId);
      expect((await program.mine(who, `/${grant}/claim`, { address })).statusCode).toBe(200);
      return grant;
    };
    const ofMine = async (grant: string, who = fan) => (await program.mine(who)).json<{ items: Mine[] }>().items.find(({ id }) => id === grant)!;
    const together = (grantIds: string[], who = clerk) => program.staff('parcel-batches', { grantIds, packing: 'together' }, who);
    const act = (parcel: Pick<Parcel, 'id'>, what: string, body: object = {}, who = clerk) => program.staff(`parcels/${parcel.id}/${what}`, body, who);
    const tick = () => test.clock.moveTo(new Date(test.clock.now().getTime() + 1_000));
    const codeOn = ({ id, reference }: Parcel) => `${reference}-${id.slice(-4)}`;
    const scan = (code: string, who = clerk) => program.staff('parcels/scan', { code }, who);

    it('go in parts: what is there first, the rest when it has come, and the member sees both', async () => {
      const grant = await claim(welcomeId);
      const { parcels: [whole] } = (await open([grant])).json<Opened>();
      expect(whole!.items.map(({ name }) => name)).toEqual(['T-shirt', 'Stickers', 'Mug']);
      expect((await act(whole!, 'leave-out', { items: [{ grantId: grant, piece: 3 }] })).statusCode).toBe(204);
      expect(codeOf(await act(whole!, 'leave-out', { items: [{ grantId: grant, piece: 3 }] }))).toBe('parcel.wrong_state');
      expect((await scan(codeOn(whole!))).json<Scan>()).toMatchObject({ outcome: 'packed', parcel: { items: [{ name: 'T-shirt' }, { name: 'Stickers' }] } });
      expect((await act(whole!, 'ship', { carrier: 'DHL', tracking: '111' })).json()).toMatchObject({ status: 'shipped' });
      expect(await ofMine(grant)).toMatchObject({ status: 'packed', stillHere: ['Mug'], parcels: [{ status: 'shipped', contents: ['T-shirt', 'Stickers'], tracking: { number: '111' } }] });
      // It stands: a part of it has left.
      expect(codeOf(await program.staff(`grants/${grant}/revoke`, { reason: 'no' }))).toBe('grant.wrong_state');
      tick();
      const { parcels: [rest] } = (await open([grant])).json<Opened>();
      expect(rest!.items.map(({ name }) => name)).toEqual(['Mug']);
      expect(codeOf(await open([grant]))).toBe('batch.parcels_taken');
      await scan(codeOn(rest!));
      await act(whole!, 'deliver');
      expect(await ofMine(grant)).toMatchObject({ status: 'packed' });
      await act(rest!, 'ship', { carrier: 'DHL', tracking: '222' });
      expect(await ofMine(grant)).toMatchObject({ status: 'shipped', stillHere: [], parcels: [{ status: 'delivered' }, { status: 'shipped', contents: ['Mug'], tracking: { number: '222' } }] });
      expect(await told('grant.shipped', grant)).toHaveLength(2);
      await act(rest!, 'deliver');
      expect((await ofMine(grant)).steps.map(({ status }) => status)).toEqual(['claimable', 'claimed', 'packed', 'shipped', 'delivered']);
    });

    it('go together where member and address are the same, and apart where one is corrected before it is packed', async () => {
      const other = await program.fan('Ola');
      const grants = [await claim(welcomeId), await claim(capId), await claim(capId, fan, { ...BERLIN, line1: 'Office 9' }), await claim(boxId, other)];
      const { parcels } = (await together(grants)).json<Opened>();
      expect(parcels.map(({ items }) => [...new Set(items.map(({ grantId }) => grants.indexOf(grantId)))])).toEqual([[0, 1], [2], [3]]);
      expect((await program.mine(fan, `/${grants[1]}/claim`, { address: { ...BERLIN, line1: 'Other Street 2' } }, 'PUT')).statusCode).toBe(200);
      expect((await scan(codeOn(parcels[0]!))).json<Scan>().parcel.items.map(({ grantId }) => grantId)).toEqual([grants[0], grants[0], grants[0]]);
      expect((await program.staff('grants?work=to_pack&limit=100')).json<{ items: { id: string }[] }>().items.map(({ id }) => id)).toContain(grants[1]);
      expect(await ofMine(grants[1]!)).toMatchObject({ status: 'claimed' });
    });

    it('move as one: a parcel with two rewards ships both, with one mail that names them', async () => {
      const grants = [await claim(welcomeId), await claim(boxId)];
      const { parcels: [parcel] } = (await together(grants)).json<Opened>();
      await scan(parcel!.reference);
      const answers = await Promise.all([act(parcel!, 'ship', { tracking: '1' }), act(parcel!, 'ship', { tracking: '2' }, colleague)]);
      expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
      expect(answers.filter(({ statusCode }) => statusCode === 409).map(codeOf)).toEqual(['parcel.wrong_state']);
      for (const grant of grants) expect(await ofMine(grant)).toMatchObject({ status: 'shipped' });
      expect((await program.rows(`SELECT 1 FROM outbox WHERE program_id = $1 AND topic = 'grant.shipped' AND payload->>'parcelId' = $2`, [parcel!.id]))).toHaveLength(1);
      // Taken back and done again: the number is the new one, and the mail (see there) is of one of the two.
      expect((await act(parcel!, 'unship')).json()).toMatchObject({ status: 'packed', tracking: null });
      expect(await ofMine(grants[0]!)).toMatchObject({ status: 'packed' });
      await act(parcel!, 'ship', { carrier: 'ups', tracking: '3' });
      expect(await ofMine(grants[1]!)).toMatchObject({ status: 'shipped', parcels: [{ tracking: { number: '3' } }] });
    });

    it('are packed once however often their slip is scanned, and the slip of another program is unknown', async () => {
      const { parcels: [parcel, next] } = (await open([await claim(boxId), await claim(boxId)])).json<Opened>();
      const scans = (await Promise.all(Array.from({ length: 6 }, (_, n) => scan(codeOn(parcel!), n % 2 ? clerk : colleague)))).map((answer) => answer.json<Scan>().outcome);
      expect(scans.sort()).toEqual(['packed', 'ready', 'ready', 'ready', 'ready', 'ready']);
      expect(await audited(parcel!.id)).toEqual(['grant.packed']);
      expect((await act(parcel!, 'unpack')).json()).toMatchObject({ status: 'to_pack' });
      expect(await ofMine(parcel!.items[0]!.grantId)).toMatchObject({ status: 'claimed' });
      await scan(parcel!.reference);
      await act(parcel!, 'ship');
      expect((await scan(codeOn(parcel!))).json<Scan>()).toMatchObject({ outcome: 'already', parcel: { status: 'shipped' } });
      for (const code of [`${next!.reference}-0000`, '99-99', '00340434161094']) expect([code, codeOf(await scan(code))]).toEqual([code, 'parcel.not_found']);
      const foreign = await RewardProgram.make(test, 'foreign');
      const theirs = await staffSession(test.app, 'fulfilment', foreign.id);
      expect(codeOf(await foreign.staff('parcels/scan', { code: codeOn(next!) }, theirs))).toBe('parcel.not_found');
      expect(codeOf(await foreign.staff(`parcels/${next!.id}/ship`, {}, theirs))).toBe('parcel.not_found');
      expect((await foreign.staff('parcels?status=to_pack', undefined, theirs)).json()).toEqual({ items: [], nextCursor: null });
    });

    it('are not packed while something in them is stopped, until it is taken out', async () => {
      const grants = [await claim(boxId), await claim(capId)];
      const { parcels: [parcel] } = (await together(grants)).json<Opened>();
      await program.staff(`grants/${grants[1]}/hold`, { reason: 'looks odd' });
      expect((await scan(codeOn(parcel!))).json<Scan>()).toMatchObject({ outcome: 'stopped', parcel: { status: 'to_pack', stopped: true } });
      expect((await act(parcel!, 'leave-out', { items: [{ grantId: grants[1], piece: 1 }] })).statusCode).toBe(204);
      expect((await scan(codeOn(parcel!))).json<Scan>()).toMatchObject({ outcome: 'packed' });
      expect((await program.staff(`grants/${grants[1]}/release`, {})).json()).toMatchObject({ status: 'claimed' });
      expect((await open([grants[1]!])).statusCode).toBe(201);
    });

    it('are packed without what was taken back for good, and whoever scans them is told once what to take out', async () => {
      const grants = [await claim(boxId), await claim(capId)];
      const { parcels: [parcel] } = (await together(grants)).json<Opened>();
      await program.staff(`grants/${grants[0]}/hold`, { reason: 'looks odd' });
      await program.staff(`grants/${grants[1]}/revoke`, { reason: 'not theirs' });
      expect((await scan(codeOn(parcel!))).json<Scan>()).toMatchObject({ outcome: 'stopped', leftOut: [], parcel: { items: [{}, {}] } });
      await program.staff(`grants/${grants[0]}/release`, {});
      const scans = (await Promise.all([scan(codeOn(parcel!)), scan(codeOn(parcel!))])).map((answer) => answer.json<Scan>());
      expect(scans.map(({ outcome }) => outcome).sort()).toEqual(['packed', 'ready']);
      expect(scans.flatMap(({ leftOut }) => leftOut)).toMatchObject([{ grantId: grants[1], title: { en: 'Cap' } }]);
      for (const { parcel: left } of scans) expect(left).toMatchObject({ status: 'packed', stopped: false, items: [{ grantId: grants[0] }] });
      expect(await audited(parcel!.id)).toEqual(['grant.left_out', 'grant.packed']);
      const alone = (await open([await claim(capId)])).json<Opened>().parcels[0]!;
      await program.staff(`grants/${alone.items[0]!.grantId}/revoke`, { reason: 'not theirs' });
      expect((await scan(codeOn(alone))).json<Scan>()).toMatchObject({ outcome: 'stopped', leftOut: [], parcel: { items: [{}] } });
    });

    it('that came back go out again under another number, and both parcels are told', async () => {
      const grant = await claim(welcomeId);
      const { parcels: [first] } = (await open([grant])).json<Opened>();
      await scan(codeOn(first!));
      await act(first!, 'ship', { carrier: 'DHL', tracking: '111' });
      expect((await act(first!, 'return', { reason: 'not_collected' })).json()).toMatchObject({ status: 'returned', returnReason: 'not_collected' });
      expect(await ofMine(grant)).toMatchObject({ status: 'returned', reason: 'returned_not_collected' });
      expect((await program.mine(fan, `/${grant}/claim`, { address: { ...BERLIN, line1: 'Other Street 2' } }, 'PUT')).statusCode).toBe(200);
      tick();
      const { parcels: [second] } = (await open([grant])).json<Opened>();
      expect(codeOf(await open([grant], colleague))).toBe('batch.parcels_taken');
      await scan(codeOn(second!));
      await act(second!, 'ship', { carrier: 'UPS', tracking: '222' });
      expect(await ofMine(grant)).toMatchObject({ status: 'shipped', reason: null, parcels: [
        { status: 'returned', returnReason: 'not_collected', tracking: { number: '111' } }, { status: 'shipped', returnReason: null, tracking: { number: '222' } }] });
      expect(codeOf(await act(first!, 'deliver'))).toBe('parcel.wrong_state');
      expect((await program.staff(`grants/${grant}/history`)).json<{ items: { action: string | null }[] }>().items.map(({ action }) => action).filter((action) => action && /packed|shipped|returned/.test(action)))
        .toEqual(['grant.packed', 'grant.shipped', 'grant.returned', 'grant.packed', 'grant.shipped']);
    });

    it('that came back can be kept: on the shelf for whoever is next, unless they are damaged', async () => {
      const lastId = (await program.reward({ title: { en: 'Last one' }, needsAddress: true, stock: 1 })).id;
      const [first, second] = [await claim(lastId), await program.give(lastId, fan.memberId)];
      const statusOf = async (grant: string) => (await ofMine(grant)).status;
      expect(await statusOf(second)).toBe('queued');
      for (const what of ['pack', 'ship']) await program.staff(`grants/${first}/${what}`, {}, clerk);
      expect(codeOf(await program.staff(`grants/${first}/put-back`, { reason: 'no' }))).toBe('grant.wrong_state');
      await program.staff(`grants/${first}/return`, { reason: 'refused' }, clerk);
      expect((await program.staff(`grants/${first}/put-back`, { reason: 'does not want it' }, clerk)).statusCode).toBe(403);
      expect((await program.staff(`grants/${first}/put-back`, { reason: 'does not want it' })).json()).toMatchObject({ status: 'revoked' });
      expect(await statusOf(second)).toBe('claimable');
      const third = await program.give(lastId, fan.memberId);
      await program.mine(fan, `/${second}/claim`, { address: BERLIN });
      for (const what of ['pack', 'ship']) await program.staff(`grants/${second}/${what}`, {}, clerk);
      await program.staff(`grants/${second}/return`, { reason: 'damaged' }, clerk);
      expect((await program.staff(`grants/${second}/put-back`, { reason: 'broken' })).json()).toMatchObject({ status: 'revoked' });
      expect(await statusOf(third)).toBe('queued');
      // What was damaged stays spent, and is no difference; what was never sent is.
      const leftOver = async () => {
        const { found } = await test.app.get(Transactions).readProgram(program.id, (tx) => comparePools(tx, program.id));
        return found.filter(({ code, grantId }) => code === 'left_over' && grantId === second).length;
      };
      expect([await leftOver(), (await program.rows('SELECT 1 FROM allocations WHERE program_id = $1 AND grant_id = $2', [second])).length]).toEqual([0, 1]);
      const sent = (shippedAt: Date | null) => program.rows('UPDATE parcels p SET shipped_at = $3 FROM parcel_lines l WHERE p.program_id = $1 AND l.program_id = $1 AND l.parcel_id = p.id AND l.grant_id = $2', [second, shippedAt]);
      await sent(null);
      expect(await leftOver()).toBe(1);
      await sent(test.clock.now());
    });

    it('are exported for a carrier\u2019s page, chosen ones too, and that is in the history of each', async () => {
      const grants = [await claim(welcomeId), await claim(capId)];
      const { batch, parcels } = (await open(grants)).json<Opened>();
      const file = await program.staff(`parcel-batches/${batch.id}/export`, { layout: 'dhl', parcelIds: [parcels[0]!.id] }, clerk);
      const [heading, ...lines] = file.body.trim().split('\r\n');
      expect([heading!.split(';')[1], lines.length, lines[0]]).toEqual(['Empfänger Name 1', 1, expect.stringMatching(new RegExp(`^${parcels[0]!.reference};Ewa Nowak;;Main Street;1;10115;Berlin;;DEU;`))]);
      const seen = async (grant: string) => (await program.staff(`grants/${grant}/history`)).json<{ items: { action: string | null }[] }>().items.map(({ action }) => action);
      expect([(await seen(grants[0]!)).includes('batch.exported'), (await seen(grants[1]!)).includes('batch.exported')]).toEqual([true, false]);
      expect((await program.staff(`parcel-batches/${batch.id}/export`, { layout: 'paper' }, clerk)).statusCode).toBe(422);
    });
  });

  it('ask for the address as the country writes it', async () => {
    const grant = await program.give(boxId, fan.memberId);
    const wrong = await program.mine(fan, `/${grant}/claim`, { address: { ...BERLIN, country: 'US' } });
    expect([wrong.statusCode, wrong.json<{ errors: object[] }>().errors]).toEqual([422, [expect.objectContaining({ field: 'address.region', code: 'required' })]]);
    const { postalCode, ...ireland } = { ...BERLIN, country: 'IE', phone: '+353 1 234 5678' };
    const ok = await program.mine(fan, `/${grant}/claim`, { address: ireland });
    expect([postalCode, ok.statusCode, ok.json<{ claim: { address: object } }>().claim.address]).toEqual(['10115', 200, { name: 'Ewa Nowak', line1: 'Main Street 1', city: 'Berlin', country: 'IE' }]);
  });

  it('can be held and go on where they were, and their history says who did what', async () => {
    const scarce = await program.reward({ stock: 1 });
    const [first, second] = [await program.give(scarce.id, fan.memberId), await program.give(scarce.id, fan.memberId)];
    const tick = () => test.clock.moveTo(new Date(test.clock.now().getTime() + 1_000));
    for (const grant of [first, second]) expect((await program.staff(`grants/${grant}/hold`, { reason: 'looks odd' })).json()).toMatchObject({ status: 'on_hold', reason: 'held_by_staff' });
    expect(codeOf(await program.mine(fan, `/${first}/claim`, {}))).toBe('grant.not_claimable');
    tick();
    expect((await program.staff(`grants/${second}/release`, {})).json()).toMatchObject({ status: 'queued' });
    expect((await program.staff(`grants/${first}/release`, {})).json()).toMatchObject({ status: 'claimable', reason: 'by_hand' });
    tick();
    await program.mine(fan, `/${first}/claim`, {});
    tick();
    await program.staff(`grants/${first}/hold`, { reason: 'again' });
    tick();
    expect((await program.staff(`grants/${first}/release`, {})).json()).toMatchObject({ status: 'claimed' });
    const { items } = (await program.staff(`grants/${first}/history`)).json<{ items: { status: string | null; action: string | null; note: string | null }[] }>();
    expect(items.filter(({ action }) => action === 'grant.held').map(({ note }) => note)).toEqual(['looks odd', 'again']);
    expect(items.map(({ status }) => status).filter(Boolean)).toEqual(['claimable', 'on_hold', 'claimable', 'claimed', 'on_hold', 'claimed']);
    expect(codeOf(await program.staff(`grants/${newId()}/history`))).toBe('grant.not_found');
  });

  it('nobody has claimed are listed after a week, and their member is reminded once a week however often staff ask', async () => {
    const quiet = await RewardProgram.make(test, 'quiet');
    const waiting = await quiet.fan();
    const grant = await quiet.give((await quiet.reward({ needsAddress: true })).id, waiting.memberId);
    expect((await quiet.staff('unclaimed-grants/remind', { grantIds: [grant] })).json()).toEqual({ reminded: 0 });
    expect((await quiet.staff('unclaimed-grants')).json()).toEqual({ items: [], nextCursor: null });
    const reminders = test.app.get(Reminders); // sessions would have ended
    const remind = () => reminders.remind(quiet.id, quiet.manager.accountId, [grant]);
    const list = async () => (await reminders.unclaimed(quiet.id, { limit: 10 })).grants;
    const began = test.clock.now().getTime();
    test.clock.moveTo(new Date(began + 7 * DAY_MS));
    expect((await list()).map((row) => [row.id, reminders.remindableAt(row)])).toEqual([[grant, null]]);
    expect((await Promise.all(Array.from({ length: 6 }, remind))).sort()).toEqual([0, 0, 0, 0, 0, 1]);
    expect(reminders.remindableAt((await list())[0]!)).toEqual(new Date(began + 14 * DAY_MS));
    test.clock.moveTo(new Date(began + 13 * DAY_MS));
    expect(await remind()).toBe(0);
    test.clock.moveTo(new Date(began + 14 * DAY_MS));
    expect(await remind()).toBe(1);
    expect(await quiet.rows(`SELECT 1 FROM outbox WHERE program_id = $1 AND topic = 'grant.reminder'`)).toHaveLength(2);
  });
});
