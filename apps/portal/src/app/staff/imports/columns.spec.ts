import { fieldsOf, mappingOf } from './columns';

it('columns and fields name each other', () => {
  const columns = ['Mail', 'Notes', 'Who'].map((name) => ({ name, samples: [] }));
  const mapping = { email: 0, name: 2 };
  expect(fieldsOf({ columns, mapping })).toEqual(['email', '', 'name']);
  expect(mappingOf(fieldsOf({ columns, mapping }))).toEqual(mapping);
});
