export interface Box {
  readonly width: number;
  readonly height: number;
}

/**
 * A smooth line through values that are equally far apart, as SVG path data; where a value is missing the line is broken.
 * @param low the value at the lower edge of the box @param high the one at its upper edge
 */
export function curveOf(values: readonly (number | null)[], { width, height }: Box, low: number, high: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const span = high - low || 1;
  const place = (value: number, index: number) => ({ x: round(index * step), y: round(height - ((value - low) / span) * height) });
  return values.map((value, index) => {
    if (value === null) return '';
    const { x, y } = place(value, index);
    const before = index > 0 ? values[index - 1] : null;
    if (before === null || before === undefined) return `M${x},${y}`;
    const from = place(before, index - 1);
    const middle = round((from.x + x) / 2);
    return `C${middle},${from.y} ${middle},${y} ${x},${y}`;
  }).join('');
}

/** The next round number at or above: 1, 2, 4, 5 or 10 times a power of ten; at least 4, so that four lines are whole numbers. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return Math.max(4, [1, 2, 4, 5, 8, 10].map((factor) => factor * power).find((candidate) => candidate >= value) ?? value);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
