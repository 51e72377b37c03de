import { Injectable } from '@nestjs/common';

/** A column that names a picture, with a foreign key `(program_id, column)`. */
export interface PictureUse {
  readonly table: string;
  readonly column: string;
}

/** Contexts say at start (`onModuleInit`) where they name pictures: what nobody names is forgotten after a day. */
@Injectable()
export class PictureUses {
  private readonly uses: PictureUse[] = [];

  register(use: PictureUse): void {
    this.uses.push(use);
  }

  all(): readonly PictureUse[] {
    return this.uses;
  }
}
