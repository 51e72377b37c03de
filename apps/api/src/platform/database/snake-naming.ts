import { DefaultNamingStrategy } from 'typeorm';

/** camelCase properties, snake_case columns. Tables and constraints are always named by hand. */
export class SnakeNaming extends DefaultNamingStrategy {
  override columnName(property: string, custom: string | undefined): string {
    return custom ?? property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}
