/** Who is in the story. Addresses are of domains reserved for documentation, so no mail can leave by accident. */
export interface Fan {
  readonly name: string;
  readonly email: string;
  readonly locale: 'en' | 'de';
  /** Days before today on which they joined. */
  readonly joined: number;
  /** Confirmed friends they bring in the course of the story. */
  readonly friends: number;
  /** E-mail of the fan whose link they came by. */
  readonly via?: string;
}

const fan = (name: string, joined: number, friends: number, locale: Fan['locale'] = 'en', via?: string): Fan => {
  const local = name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/ł/g, 'l').replace(/ø/g, 'o').replace(/ß/g, 'ss').replace(/[^a-z]+/g, '.');
  return { name, email: `${local}@mail.example`, locale, joined, friends, ...(via && { via }) };
};

/** One fan short of ambassador, by one friend. */
export const NINE: Fan = { ...fan('Maja Kowalska', 61, 9), email: 'nine@halcyon.example', via: 'lena.hoffmann@mail.example' };
/** Well past it. */
export const AMBASSADOR: Fan = { ...fan('Jonas Weber', 70, 13, 'de'), email: 'ambassador@halcyon.example' };
/** An ambassador who has not claimed the box yet. */
export const LATE: Fan = fan('Søren Lindqvist', 75, 12);
/** Shared in a group of many: part of the sign-ups of one minute are held for a look. */
export const VIRAL: Fan = fan('Tom Okafor', 26, 23);

export const FANS: readonly Fan[] = [
  fan('Lena Hoffmann', 84, 52, 'de'),
  fan('Amelia Carter', 83, 33),
  fan('Zofia Wiśniewska', 82, 27),
  fan('Liam O’Brien', 80, 19),
  fan('Noémie Laurent', 78, 15),
  LATE,
  AMBASSADOR,
  fan('Priya Raman', 68, 10),
  NINE,
  fan('Matteo Ricci', 60, 8),
  fan('Hannah Schäfer', 55, 7, 'de'),
  fan('Emma Johansson', 52, 6, 'en', 'amelia.carter@mail.example'),
  fan('Юлия Орлова', 50, 5, 'en'),
  fan('Daniel Kim', 44, 4),
  fan('Chiara Bianchi', 40, 3),
  fan('Oliver Grant', 38, 3, 'en', 'liam.o.brien@mail.example'),
  fan('Anna Nowak', 33, 2),
  VIRAL,
  fan('Felix Brandt', 24, 2, 'de', 'ambassador@halcyon.example'),
  fan('Grace Mwangi', 18, 1),
  fan('Jakub Zieliński', 12, 1, 'en', 'nine@halcyon.example'),
  fan('Ines Martins', 8, 0),
  fan('Ben Adler', 3, 0, 'de'),
].map((person) => (person.email.startsWith('.') || person.email.startsWith('@') ? { ...person, email: 'yulia.orlova@mail.example' } : person));

const FIRST = ['Ewa', 'Lukas', 'Sofia', 'Piotr', 'Mia', 'Arthur', 'Nina', 'Paul', 'Clara', 'Oskar', 'Iga', 'Leon', 'Marta', 'Hugo', 'Alice', 'Filip', 'Ida', 'Theo', 'Olga', 'Max', 'Julia', 'Samir', 'Elif', 'Nora', 'Viktor', 'Aisha', 'Karl', 'Zoë', 'Igor', 'Lucía'];
const LAST = ['Adams', 'Baker', 'Costa', 'Dietrich', 'Evans', 'Fischer', 'Garcia', 'Huber', 'Ivanova', 'Jansen', 'Kaya', 'Lopez', 'Meyer', 'Novak', 'Olsen', 'Peters', 'Quinn'];

/** The n-th friend of the story: always the same. */
export function friend(n: number): { name: string; email: string; locale: 'en' | 'de' } {
  const first = FIRST[n % FIRST.length]!;
  const last = LAST[(n * 7) % LAST.length]!;
  return { name: first, email: `friend${n}.${last.toLowerCase()}@mail.example`, locale: n % 5 === 0 ? 'de' : 'en' };
}

export const STAFF = [
  { email: 'owner@halcyon.example', name: 'Clara Voss', role: 'owner' },
  { email: 'manager@halcyon.example', name: 'Marek Sowa', role: 'manager' },
  { email: 'moderator@halcyon.example', name: 'Robin Hale', role: 'moderator' },
  { email: 'analyst@halcyon.example', name: 'Ada Lind', role: 'analyst' },
  { email: 'fulfilment@halcyon.example', name: 'Sam Petri', role: 'fulfilment' },
] as const;
export const STAFF_PASSWORD = 'halcyon-demo';
