import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { DomainError, LIMITS } from '@fanfare/contracts';

/** Refuses a body nested deeper than anything we take, before a schema recurses into it. */
@Injectable()
export class JsonDepthPipe implements PipeTransform {
  transform(value: unknown, { type }: ArgumentMetadata): unknown {
    if (type === 'body' && deeperThan(value, LIMITS.jsonDepth)) throw new DomainError('request.malformed', { maxDepth: LIMITS.jsonDepth });
    return value;
  }
}

/** Level by level, not by recursion: depth is what it guards against. */
function deeperThan(value: unknown, max: number): boolean {
  let level = [value];
  for (let depth = 0; depth <= max; depth++) {
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item as object) : []) as unknown[]);
    if (level.length === 0) return false;
  }
  return true;
}
