import type { Invitation } from '../../api/generated';
import { guestsLike } from './door-list';

const guest = (name: string | null, status: Invitation['status'] = 'going'): Invitation => ({ member: { id: name ?? '', name }, status, guests: 0, place: null, invitedAt: '', answeredAt: null, checkedInAt: null });
const names = (typed: string, guests = [guest('Zofia Wiśniewska'), guest('Łukasz Öz'), guest('Anna-Maria Nowak'), guest('Adam', 'declined'), guest(null)]) => guestsLike(guests, typed, 'en').map(({ member }) => member.name);

describe('guests at the door', () => {
  it('come by name, those with a seat first', () => expect(names('')).toEqual([null, 'Anna-Maria Nowak', 'Łukasz Öz', 'Zofia Wiśniewska', 'Adam']));
  it.each<[string, string[]]>([['wis', ['Zofia Wiśniewska']], ['luk oz', ['Łukasz Öz']], ['ŁUK', ['Łukasz Öz']], ['maria', ['Anna-Maria Nowak']], ['now anna', ['Anna-Maria Nowak']], ['ofia', []]])('are found by “%s”', (typed, found) => expect(names(typed)).toEqual(found));
});
