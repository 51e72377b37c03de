import { DomainError } from '@fanfare/contracts';
import sharp, { type OutputInfo } from 'sharp';

/** What is kept of a picture. */
export interface EncodedPicture {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

const MAX_INPUT_PIXELS = 40_000_000;
const MAX_SIDE = 1600;
const MAIL_SIDE = 480;
const MAX_OUTPUT_BYTES = 1_048_576;
/** The second is for what is all noise. */
const QUALITIES = [82, 50];

sharp.cache(false);

/**
 * Decodes what is sent and draws it anew: turned upright, without anything that was hidden in the file, no larger than it is
 * ever shown. @throws DomainError `picture.unreadable`
 */
export async function encodePicture(file: Buffer): Promise<EncodedPicture> {
  // Looked at before any decoder is: libvips would also take SVG, PDF and more.
  if (!looksLikePicture(file)) throw new DomainError('picture.unreadable');
  for (const quality of QUALITIES) {
    const { data, info } = await draw(file, quality);
    if (data.length <= MAX_OUTPUT_BYTES) return { bytes: data, width: info.width, height: info.height };
  }
  throw new DomainError('picture.unreadable');
}

/** As PNG, for who knows no WebP; no wider than a mail shows it on a fine screen. */
export async function asPng(webp: Buffer): Promise<Buffer> {
  return sharp(webp).resize({ width: MAIL_SIDE, height: MAIL_SIDE, fit: 'inside', withoutEnlargement: true }).png({ compressionLevel: 9, palette: true }).toBuffer();
}

async function draw(file: Buffer, quality: number): Promise<{ data: Buffer; info: OutputInfo }> {
  try {
    return await sharp(file, { limitInputPixels: MAX_INPUT_PIXELS, failOn: 'error', pages: 1 })
      .rotate()
      .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
      .webp({ quality })
      .toBuffer({ resolveWithObject: true });
  } catch {
    throw new DomainError('picture.unreadable');
  }
}

/** By its first bytes: PNG, JPEG or WebP. What it is called and what type it claims to be says nothing. */
function looksLikePicture(file: Buffer): boolean {
  const starts = (bytes: readonly number[], at = 0) => bytes.every((byte, n) => file[at + n] === byte);
  return starts([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) || starts([0xff, 0xd8, 0xff]) || (starts([0x52, 0x49, 0x46, 0x46]) && starts([0x57, 0x45, 0x42, 0x50], 8));
}
