import { z } from 'zod';

/** Words in one line: no control characters, no halves of characters. @param max characters, without what is around them */
export const line = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must be plain text in one line');

/** As `line`, with line breaks. */
// eslint-disable-next-line no-control-regex -- refusing control characters, but for line breaks, is the point
export const lines = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\p{Cs}\u0000-\u0009\u000b-\u001f\u007f]+$/u, 'must be plain text');
