import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sepaFile } from './sepa-file.js';

const DEBTOR = { name: 'Halcyon & Töchter GmbH', iban: 'DE89370400440532013000' };
const AT = new Date('2026-03-02T10:00:00.500Z');
const file = sepaFile('HALCYON-7', DEBTOR, [
  { id: 'HALCYON-7-1', amountMinor: 1_005, holder: 'Søren <Łukasz> Müller', iban: 'AT611904300234573201', text: '=SUM(A1) danke 🎉' },
  { id: 'HALCYON-7-2', amountMinor: 2_000, holder: '李', iban: 'NO9386011117947', text: 'x'.repeat(200) },
], AT, '2026-03-03');

it('counts and sums what is in it, to the cent', () => {
  expect(file.match(/<NbOfTxs>2<\/NbOfTxs>/g)).toHaveLength(2);
  expect(file.match(/<CtrlSum>30\.05<\/CtrlSum>/g)).toHaveLength(2);
  expect(file).toContain('<InstdAmt Ccy="EUR">10.05</InstdAmt>');
});

it('has the parts in the order of the schema', () => {
  const parts = ['<GrpHdr>', '<MsgId>', '<CreDtTm>2026-03-02T10:00:00Z', '<InitgPty>', '<PmtInf>', '<PmtInfId>', '<PmtMtd>TRF', '<PmtTpInf>', '<ReqdExctnDt><Dt>2026-03-03', '<Dbtr>', '<DbtrAcct>', '<DbtrAgt>', '<ChrgBr>SLEV', '<CdtTrfTxInf>', '<PmtId>', '<Amt>', '<Cdtr>', '<CdtrAcct>', '<RmtInf>'];
  const places = parts.map((part) => file.indexOf(part));
  expect(places.every((place, n) => place > (places[n - 1] ?? 0))).toBe(true);
});

it('spells names in the letters that banks take, and lets nothing be markup', () => {
  expect(file).toContain('<Nm>Halcyon . Toechter GmbH</Nm>');
  expect(file).toContain('<Nm>Soren .Lukasz. Mueller</Nm>');
  expect(file).toContain(`<Nm>.</Nm>`);
  expect(file).toContain(`<Ustrd>${'x'.repeat(140)}</Ustrd>`);
});

describe('whatever names and texts people have, in a file of 1 to 100 payments', () => {
  /** Anything at all, and what is likely to be cut or trimmed. */
  const words = (max: number) => fc.oneof(fc.string({ unit: 'binary', maxLength: max }), fc.string({ unit: fc.constantFrom(' ', 'a', 'ß', 'é', '&', '<', '/', '李', '🎉'), minLength: max / 2, maxLength: max }));
  const payment = fc.record({ amountMinor: fc.integer({ min: 1, max: 99_999_999_999 }), holder: words(140), text: words(280), iban: fc.constant('AT611904300234573201') });
  const payments = fc.array(payment, { minLength: 1, maxLength: 100 }).map((all) => all.map((one, n) => ({ ...one, id: `${'H'.repeat(18)}-1234567-${n + 1}` })));
  const debtor = fc.record({ name: words(140), iban: fc.constant(DEBTOR.iban) });
  const made = fc.tuple(debtor, payments).map(([who, all]) => ({ all, xml: sepaFile(`${'H'.repeat(18)}-1234567-${AT.getTime().toString(36)}`, who, all, AT, '2026-03-03') }));
  const inside = (xml: string, name: string) => [...xml.matchAll(new RegExp(`<${name}(?: Ccy="EUR")?>([^<]*)</${name}>`, 'g'))].map(([, text]) => text!);

  const elements = (xml: string) => [...new Set([...xml.matchAll(/<([A-Za-z]+)/g)].map(([, name]) => name))];

  it('every element is closed in its place, and nothing but our own elements is in it', () => {
    fc.assert(fc.property(made, ({ xml }) => {
      const open: string[] = [];
      for (const [, closes, name] of xml.matchAll(/<(\/?)([A-Za-z]+)[^>]*>/g)) {
        if (!closes) open.push(name!);
        else expect(open.pop()).toBe(name);
      }
      expect(open).toEqual([]);
      expect(elements(xml)).toEqual(elements(file));
    }), { numRuns: 50 });
  });

  it('keeps to the letters and lengths that EPC217-08 and the schema allow', () => {
    fc.assert(fc.property(made, ({ xml }) => {
      const of = (names: string[], max: number) => names.flatMap((name) => inside(xml, name)).filter((text) => !new RegExp(`^[A-Za-z0-9/?:().,'+ -]{1,${max}}$`).test(text) || text !== text.trim());
      expect(of(['MsgId', 'PmtInfId', 'EndToEndId'], 35)).toEqual([]);
      expect(of(['Nm'], 70)).toEqual([]);
      expect(of(['Ustrd'], 140)).toEqual([]);
      for (const id of ['MsgId', 'PmtInfId', 'EndToEndId'].flatMap((name) => inside(xml, name))) expect(id).not.toMatch(/^\/|\/\/|\/$/);
    }), { numRuns: 50 });
  });

  it('counts and sums are those of the payments, each of which has its own id', () => {
    fc.assert(fc.property(made, ({ xml, all }) => {
      const cents = (text: string) => { expect(text).toMatch(/^\d+\.\d{2}$/); return BigInt(text.replace('.', '')); };
      expect(inside(xml, 'NbOfTxs')).toEqual([`${all.length}`, `${all.length}`]);
      expect(inside(xml, 'InstdAmt').map(cents)).toEqual(all.map(({ amountMinor }) => BigInt(amountMinor)));
      for (const sum of inside(xml, 'CtrlSum')) expect(cents(sum)).toBe(all.reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n));
      expect(new Set(inside(xml, 'EndToEndId')).size).toBe(all.length);
    }), { numRuns: 50 });
  });
});
