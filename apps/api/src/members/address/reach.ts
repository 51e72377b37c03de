import type { AccountProgramView } from '../../identity/index.js';

/** Whether an address opens what a team works with. */
export function reachesTeam(programs: readonly AccountProgramView[]): boolean {
  return programs.some(({ role }) => role !== null);
}

/** Whether it opens anything but the member's page of this one program. */
export function reachesBeyond(programId: string, programs: readonly AccountProgramView[]): boolean {
  return reachesTeam(programs) || programs.some((program) => program.programId !== programId);
}
