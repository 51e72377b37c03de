const TURN = 360;
const SPREAD = 137;

/** A hue in degrees that belongs to a text and stays: the same person or tier has the same colour everywhere. */
export function hueOf(text: string): number {
  return [...text].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)! * SPREAD) % TURN, 0);
}
