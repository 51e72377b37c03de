import { DomainError, LIMITS } from '@fanfare/contracts';
import { COMMON, STEMS } from './common-passwords.js';

const LEET: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' };
const ROWS = ['01234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'qwertzuiop', 'azertyuiop', 'asdfghjkl', 'zxcvbnm', 'yxcvbnm'];
const DISTINCT_AT_LEAST = 5;

/**
 * Refuses what is guessed first. Length counts in characters as people see them.
 * @param about words that are no secret: the person's address and name
 * @throws DomainError `auth.password_weak` with `why`: too_short | too_long | common | repetitive | sequence | personal
 */
export function assertStrong(password: string, about: readonly string[]): void {
  const why = weakness(password, about);
  if (why) throw new DomainError('auth.password_weak', { why, minChars: LIMITS.passwordMinChars });
}

function weakness(password: string, about: readonly string[]): string | null {
  const characters = [...password.normalize('NFKC')];
  if (characters.length < LIMITS.passwordMinChars) return 'too_short';
  if (characters.length > LIMITS.passwordMaxChars) return 'too_long';
  const folded = characters.join('').toLowerCase();
  if (new Set(folded).size < DISTINCT_AT_LEAST || isRepetition(folded)) return 'repetitive';
  if (ROWS.some((row) => isWalk(folded, row))) return 'sequence';
  if (COMMON.has(folded) || isDecoratedStem(folded)) return 'common';
  return about.some((text) => isMostly(folded, text)) ? 'personal' : null;
}

/** `abcabcabcabc`: one short part, over and over. */
function isRepetition(text: string): boolean {
  return /^(.{1,6})\1+.{0,5}$/su.test(text);
}

/** `mnopqrstuvwx`: steps along one row, either way. */
function isWalk(text: string, row: string): boolean {
  const round = row + row;
  return round.includes(text) || [...round].reverse().join('').includes(text);
}

/** `P@ssw0rd2026!!`: a stem, with digits and signs around it or in place of letters. */
function isDecoratedStem(text: string): boolean {
  const plain = lettersOf(text.replace(/^[\d\W_]+|[\d\W_]+$/g, ''));
  return STEMS.has(lettersOf(text)) || STEMS.has(plain) || STEMS.has(text.replace(/[^a-z]/g, '')) || isStemTwice(plain);
}

function isStemTwice(letters: string): boolean {
  const half = letters.slice(0, letters.length / 2);
  return half + half === letters && STEMS.has(half);
}

function lettersOf(text: string): string {
  return [...text].map((c) => LEET[c] ?? c).join('').replace(/[^a-z]/g, '');
}

/** Whether a known word makes up all but five characters of it. */
function isMostly(text: string, about: string): boolean {
  const words = [about, about.split('@')[0] ?? '', ...about.split(/[@.\s_-]+/)].map((word) => word.toLowerCase());
  return words.some((word) => word.length >= 4 && text.includes(word) && text.length - word.length <= 5);
}
