import { Injectable } from '@nestjs/common';
import { renderAsync, Resvg, type ResvgRenderOptions } from '@resvg/resvg-js';
import { LRUCache } from 'lru-cache';
import { sha256 } from '../../../platform/keys.js';
import { sourcePath } from '../../../platform/source-files.js';

/** Something to send: its bytes, and a name for exactly these bytes. */
export interface Picture {
  readonly type: 'image/png' | 'image/svg+xml; charset=utf-8';
  readonly etag: string;
  readonly content: Buffer;
}

const KEPT_BYTES = 32 * 1024 * 1024;
// Only our own fonts: a picture looks the same on every machine, and nothing is read from elsewhere.
const OPTIONS: ResvgRenderOptions = {
  font: {
    loadSystemFonts: false,
    fontFiles: ['latin', 'latin-ext', 'cyrillic'].map((part) => sourcePath(`referrals/share/drawing/fonts/onest-640-${part}.ttf`)),
    defaultFontFamily: 'Onest',
  },
};

/**
 * Draws SVG. Pictures are kept by what was to be drawn, so a change of name or colour is a new picture at once, and who
 * asks for the same one meanwhile shares the work.
 */
@Injectable()
export class Pictures {
  private readonly kept = new LRUCache<string, Picture, () => Promise<Picture>>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ content }) => content.length,
    fetchMethod: (_key, _stale, { context }) => context(),
  });

  /** @param svg with its size in px */
  async png(svg: string): Promise<Picture> {
    return this.keep(`png ${svg}`, async (etag) => ({ type: 'image/png', etag, content: (await renderAsync(svg, OPTIONS)).asPng() }));
  }

  /** The same drawing with its letters as outlines: prints alike everywhere, whatever fonts are there. @param size as CSS lengths */
  async outlined(svg: string, size: { width: string; height: string }): Promise<Picture> {
    return this.keep(`${size.width} ${size.height} ${svg}`, async (etag) => {
      const outlines = new Resvg(svg, OPTIONS).toString().replace(/^<svg width="\d+" height="\d+"/, `<svg width="${size.width}" height="${size.height}"`);
      return { type: 'image/svg+xml; charset=utf-8', etag, content: Buffer.from(outlines) };
    });
  }

  /** The drawing as it is. */
  async svg(svg: string): Promise<Picture> {
    return this.keep(`svg ${svg}`, async (etag) => ({ type: 'image/svg+xml; charset=utf-8', etag, content: Buffer.from(svg) }));
  }

  /** @param key says all that the picture depends on */
  private async keep(key: string, draw: (etag: string) => Promise<Picture>): Promise<Picture> {
    const hash = sha256(key).toString('hex').slice(0, 32);
    return (await this.kept.fetch(hash, { context: () => draw(`"${hash}"`) }))!;
  }
}
