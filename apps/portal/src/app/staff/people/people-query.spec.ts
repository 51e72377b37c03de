import { convertToParamMap } from '@angular/router';
import { isEmpty, isSame, nextSort, readQuery, writeQuery } from './people-query';

describe('the address of a list', () => {
  it('comes back as it was written', () => {
    const query = { filter: { search: 'Łódź & co', tag: 'press room', joinedFrom: '2026-01-01', friends: 'held' as const }, sort: 'name.desc' as const, view: 'v1' };
    expect(readQuery(convertToParamMap(writeQuery(query)))).toEqual(query);
  });

  it('says nothing of what is as always, and takes no order that there is not', () => {
    expect(writeQuery({ filter: {}, sort: 'joined.desc', view: null })).toEqual({});
    expect(readQuery(convertToParamMap({ sort: 'DROP TABLE', search: '', other: 'x' }))).toEqual({ filter: {}, sort: 'joined.desc', view: null });
  });
});

it('knows a view that has been changed', () => {
  const view = { filter: { locale: 'de' }, sort: 'joined.desc' as const };
  expect(isSame(view, { filter: { locale: 'de', search: '' }, sort: 'joined.desc' })).toBe(true);
  expect(isSame(view, { ...view, sort: 'joined.asc' })).toBe(false);
  expect(isSame(view, { ...view, filter: {} })).toBe(false);
  expect([isEmpty({ search: '' }), isEmpty({ tag: 'vip' })]).toEqual([true, false]);
});

it.each([['joined.desc', 'name', 'name.asc'], ['name.asc', 'name', 'name.desc'], ['name.desc', 'name', 'name.asc'], ['name.asc', 'qualified', 'qualified.desc'], ['qualified.desc', 'qualified', 'qualified.asc']] as const)(
  'from %s the head of %s leads to %s', (sort, column, next) => expect(nextSort(sort, column)).toBe(next));
