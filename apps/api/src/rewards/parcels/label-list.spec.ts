import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { type Label, LABEL_LAYOUTS, labelList } from './label-list.js';

const label = (address: Partial<Label['address']> = {}): Label => ({
  reference: '12-3', status: 'packed', contents: 'T-shirt (M), Mug', skus: 'TS-M', carrier: null, tracking: null,
  address: { name: 'Ewa Nowak', line1: 'Lange Straße 12 b', postalCode: '10115', city: 'Berlin', country: 'DE', ...address },
});
const read = (file: string, delimiter: string) => parse(file, { bom: true, columns: true, delimiter }) as Record<string, string>[];

describe('a list for labels', () => {
  it.each(LABEL_LAYOUTS)('laid out as %s runs nothing as a formula, whatever somebody is called', (layout) => {
    const evil = label({ name: '=HYPERLINK("https://evil.test")', line1: '@SUM(1)', line2: '+1', city: '-2', region: '\t=1' });
    for (const row of read(labelList(layout, [evil]), layout === 'dhl' ? ';' : ',')) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+@\-\t\r]/);
  });

  it('names the parcel as a list of numbers does when it comes back', () => {
    expect(read(labelList('fanfare', [label()]), ',')[0]).toMatchObject({ parcel: '12-3', name: 'Ewa Nowak', country: 'DE', contents: 'T-shirt (M), Mug' });
    expect(read(labelList('generic', [label()]), ',')[0]).toMatchObject({ 'Order Number': '12-3', 'Postal Code': '10115', 'Address 1': 'Lange Straße 12 b' });
  });

  it.each([['Lange Straße 12 b', 'Lange Straße', '12 b'], ['Straße des 17. Juni 135-137', 'Straße des 17. Juni', '135-137'], ['Hauptstr. 7/2', 'Hauptstr.', '7/2'], ['1 Main Street', '1 Main Street', ''], ['Schlossallee', 'Schlossallee', '']])(
    'tells DHL street and number of %j apart', (line1, street, number) =>
      expect(read(labelList('dhl', [label({ line1 })]), ';')[0]).toMatchObject({ 'Empfänger Straße': street, 'Empfänger Hausnummer': number, 'Empfänger Land': 'DEU' }));
});
