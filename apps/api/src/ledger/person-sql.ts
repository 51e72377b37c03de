/**
 * SQL for every member who is the same person today as one, itself among them, in the program `$1`: up to the member they were made
 * one with, and down again. Whoever was parted again is somebody else; `standings.group_id` would have them for ever.
 * @param member a column or a parameter, of type uuid
 */
export const personSql = (member: string): string => `WITH RECURSIVE way (id) AS (
    SELECT ${member} UNION SELECT s.merged_into FROM way JOIN standings s ON s.program_id = $1 AND s.member_id = way.id WHERE s.merged_into IS NOT NULL)
  SELECT DISTINCT members_of_person($1, way.id) FROM way`;

/**
 * SQL for every member, as `id`, whose book may know of what is one's: whoever was ever made one with them, parted again or not, and
 * themselves, in the program `$1`.
 * @param member as above
 */
export const kinSql = (member: string): string => `SELECT ${member}::uuid AS id UNION SELECT kin.member_id FROM standings own JOIN standings kin ON kin.program_id = $1 AND kin.group_id = own.group_id
  WHERE own.program_id = $1 AND own.member_id = ${member}`;
