import { curveOf, roundUp } from './curve';

describe('curveOf', () => {
  it('leads from the left to the right edge, high values up', () => {
    expect(curveOf([0, 10], { width: 100, height: 50 }, 0, 10)).toBe('M0,50C50,50 50,0 100,0');
  });

  it('breaks where there is nothing', () => {
    expect(curveOf([5, null, 5], { width: 100, height: 50 }, 0, 10)).toBe('M0,25M100,25');
  });
});

describe('roundUp', () => {
  it.each([[0, 4], [3, 4], [7, 8], [37, 40], [81, 100], [168, 200]])('%d to %d', (value, rounded) => expect(roundUp(value)).toBe(rounded));
});
