import { receiptText } from './receipt-file';

it('says when, under which number, and what stays and why', () => {
  const receipt = { id: '0199c0de-0000-7000-8000-000000000001', at: '2026-03-02T09:00:00.000Z', kept: [{ code: 'links' as const, what: 'Your referral links', why: 'They lead on.' }] };
  expect(receiptText(receipt, { heading: 'Erased', when: '2 March 2026', number: 'Receipt 1', stays: 'This stays:' }))
    .toBe(['Erased', '', '2 March 2026', 'Receipt 1', '', 'This stays:', '', '- Your referral links', '  They lead on.', ''].join('\r\n'));
});
