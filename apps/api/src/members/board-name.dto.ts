import { z } from 'zod';

/** One line of plain text that names a person: no address, no link, nothing that turns the direction of what stands behind it. */
const BOARD_NAME = /^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069@/\\]+$/u;
export const boardNameField = z.string().trim().min(1).max(40).regex(BOARD_NAME, 'must be a name in one line, without @ or /').nullable();
