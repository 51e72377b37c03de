import { expect, it } from '@jest/globals';
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
