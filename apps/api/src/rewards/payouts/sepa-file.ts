/** Who pays. */
export interface Debtor {
  readonly name: string;
  readonly iban: string;
}
/** One payment of a batch. */
export interface SepaPayment {
  /** At most 35 signs; comes back with whatever the bank says of it. */
  readonly id: string;
  readonly amountMinor: number;
  readonly holder: string;
  readonly iban: string;
  readonly text: string;
}

const NAME_CHARS = 70;
const TEXT_CHARS = 140;

/**
 * A SEPA credit transfer as banks take it in: ISO 20022 pain.001.001.09, one debtor, in euros, executed on `day`.
 * @param id at most 35 signs, another for every file @param day `2026-03-02`
 */
export function sepaFile(id: string, debtor: Debtor, payments: readonly SepaPayment[], at: Date, day: string): string {
  const sum = money(payments.reduce((all, { amountMinor }) => all + amountMinor, 0));
  const count = String(payments.length);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>',
    `<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${at.toISOString().slice(0, 19)}Z</CreDtTm><NbOfTxs>${count}</NbOfTxs><CtrlSum>${sum}</CtrlSum><InitgPty><Nm>${words(debtor.name, NAME_CHARS)}</Nm></InitgPty></GrpHdr>`,
    `<PmtInf><PmtInfId>${id}</PmtInfId><PmtMtd>TRF</PmtMtd><NbOfTxs>${count}</NbOfTxs><CtrlSum>${sum}</CtrlSum><PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>`,
    `<ReqdExctnDt><Dt>${day}</Dt></ReqdExctnDt><Dbtr><Nm>${words(debtor.name, NAME_CHARS)}</Nm></Dbtr><DbtrAcct><Id><IBAN>${debtor.iban}</IBAN></Id></DbtrAcct>`,
    '<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt><ChrgBr>SLEV</ChrgBr>',
    ...payments.map((payment) =>
      `<CdtTrfTxInf><PmtId><EndToEndId>${payment.id}</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">${money(payment.amountMinor)}</InstdAmt></Amt><Cdtr><Nm>${words(payment.holder, NAME_CHARS)}</Nm></Cdtr>` +
      `<CdtrAcct><Id><IBAN>${payment.iban}</IBAN></Id></CdtrAcct><RmtInf><Ustrd>${words(payment.text, TEXT_CHARS)}</Ustrd></RmtInf></CdtTrfTxInf>`),
    '</PmtInf></CstmrCdtTrfInitn></Document>', '',
  ].join('\n');
}

function money(minor: number): string {
  return `${Math.trunc(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
}

const SPELT: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue', ß: 'ss', ø: 'o', Ø: 'O', ł: 'l', Ł: 'L', æ: 'ae', Æ: 'Ae', đ: 'd', Đ: 'D', œ: 'oe', Œ: 'Oe' };

/** In the letters that every bank of SEPA takes (EPC217-08): others are spelt in them, or become a full stop. Nothing of it is markup. */
function words(text: string, max: number): string {
  const spelt = Array.from(text, (sign) => SPELT[sign] ?? sign).join('').normalize('NFD').replace(/\p{M}/gu, '');
  return spelt.replace(/[^A-Za-z0-9/?:().,'+ -]/g, '.').slice(0, max).trim() || '.';
}
