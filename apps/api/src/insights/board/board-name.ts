/** What a profile says of the name on the board. */
export interface BoardProfile {
  readonly name: string | null;
  readonly boardName: string | null;
  readonly boardHidden: boolean;
}

/** As others see it: what was chosen, else the first word of the name; an address that was given as a name is none. */
export function boardName({ name, boardName: chosen }: Pick<BoardProfile, 'name' | 'boardName'>): string | null {
  if (chosen) return chosen;
  const first = name?.trim().split(/\s+/u)[0] ?? '';
  return first === '' || first.includes('@') ? null : first;
}
