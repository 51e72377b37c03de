/** The values of a statement as it is put together. `$1` is the program, `$2` the present moment. */
export class Sql {
  readonly values: unknown[];

  constructor(programId: string, now: Date) {
    this.values = [programId, now];
  }

  /** @returns the placeholder of the value */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}
