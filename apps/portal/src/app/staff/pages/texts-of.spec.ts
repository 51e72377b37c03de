import { textsOf } from './texts-of';

describe('textsOf', () => {
  it('takes what was typed per language', () => {
    const form = new FormData();
    for (const [name, value] of [['title.en', ' Breakfast '], ['title.de', ''], ['titles.en', 'no'], ['venue', 'Roof']] as const) form.set(name, value);
    expect(textsOf(form, 'title')).toEqual({ en: 'Breakfast' });
  });
});
