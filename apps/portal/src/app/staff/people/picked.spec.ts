import { signal } from '@angular/core';
import { Picked } from './picked';

const rows = (...ids: string[]) => ids.map((id) => ({ id }));

describe('picked rows', () => {
  it('are those pressed, or all that are shown', () => {
    const shown = signal(rows('a', 'b'));
    const picked = new Picked(shown);
    picked.toggle('a');
    expect([picked.someShown(), picked.everyShown(), picked.count()]).toEqual([true, false, 1]);
    picked.toggleShown();
    expect(picked.everyShown()).toBe(true);
    shown.set(rows('a', 'b', 'c'));
    expect(picked.everyShown()).toBe(false);
    expect(picked.asSelection({ tag: 'x' })).toEqual({ ids: ['a', 'b'] });
  });

  it('are whoever matches, until one of them is taken out', () => {
    const picked = new Picked(signal(rows('a', 'b')));
    picked.all.set(true);
    expect(picked.asSelection({ tag: 'x' })).toEqual({ filter: { tag: 'x' } });
    picked.toggle('b');
    expect(picked.asSelection({})).toEqual({ ids: ['a'] });
    picked.clear();
    expect(picked.any()).toBe(false);
  });
});
