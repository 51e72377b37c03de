import type { PeopleImport, PeopleImportRows } from '../../api/generated';
import type { Tone } from '../../ui/status-pill';

export const TONES: Record<PeopleImport['status'], Tone> = { draft: 'plain', checking: 'plain', checked: 'warn', running: 'warn', done: 'good', cancelled: 'plain' };
export const ROW_TONES: Record<NonNullable<PeopleImportRows['items'][number]['outcome']>, Tone> = { new: 'good', here: 'plain', refused: 'bad' };
