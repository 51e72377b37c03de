import { expect, it } from '@jest/globals';
import { JsonDepthPipe } from './json-depth.pipe.js';

const nested = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => ({ of: [inner] }), 1);
const pipe = new JsonDepthPipe();

it('lets through what is as deep as a rulebook may be', () => {
  const body = nested(9);
  expect(pipe.transform(body, { type: 'body' })).toBe(body);
});

it.each([11, 5_000])('refuses %d levels without recursing into them', (depth) => {
  expect(() => pipe.transform(nested(depth), { type: 'body' })).toThrow('request.malformed');
});

it('leaves everything but bodies alone', () => {
  const query = nested(50);
  expect(pipe.transform(query, { type: 'query' })).toBe(query);
});
