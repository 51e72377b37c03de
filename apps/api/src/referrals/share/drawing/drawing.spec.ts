import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from '@jest/globals';
import QRCode from 'qrcode';
import { sourcePath } from '../../../platform/source-files.js';
import { Pictures } from './pictures.js';
import { posterSvg } from './poster.js';
import { cardPreview, programPreview } from './previews.js';
import { qrIn, qrSvg } from '../../../platform/qr.js';
import { ems, escapeXml, fitText } from './svg-text.js';

const LINK = 'https://fans.example/r/ewa-reads';
const HOSTILE = `<script>alert("1")</script> & 'Co' ]]> \u0000\u{d800}`;
const fontFiles = ['latin', 'latin-ext', 'cyrillic'].map((part) => sourcePath(`referrals/share/drawing/fonts/onest-640-${part}.ttf`));
const drawn = (svg: string) => new Resvg(svg, { font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'Onest' } });
const size = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];

/** Whether the picture is dark in the middle of each module of a code that fills `side` px from (x, y), quiet zone included. */
function modulesIn(svg: string, x: number, y: number, side: number): boolean[] {
  const picture = drawn(svg).render();
  const { pixels } = picture;
  const { size: modules } = expected();
  const unit = side / (modules + 8);
  const middle = (i: number) => Math.floor((4 + i + 0.5) * unit);
  return Array.from({ length: modules ** 2 }, (_, i) => pixels[4 * ((y + middle(Math.floor(i / modules))) * picture.width + x + middle(i % modules))]! < 128);
}
const expected = () => QRCode.create(LINK, { errorCorrectionLevel: 'M' }).modules;
const bits = () => Array.from(expected().data, (bit) => bit === 1);

describe('a QR code', () => {
  it('has the modules that the text encodes to, alone and in a drawing', () => {
    expect(modulesIn(qrSvg(LINK, 512), 0, 0, 512)).toEqual(bits());
    expect(modulesIn(`<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600">${qrIn(LINK, 50, 70, 400)}</svg>`, 50, 70, 400)).toEqual(bits());
  });

  it.each([64, 200, 512, 1024])('as a PNG of %i px too', async (px) => {
    const png = (await new Pictures().png(qrSvg(LINK, px))).content;
    expect(size(png)).toEqual([px, px]);
    expect(modulesIn(`<svg xmlns="http://www.w3.org/2000/svg" width="${px}" height="${px}"><image width="${px}" height="${px}" href="data:image/png;base64,${png.toString('base64')}"/></svg>`, 0, 0, px)).toEqual(bits());
  });

  it('has white around it, four modules wide', () => {
    const { pixels } = drawn(qrSvg(LINK, 512)).render();
    const quiet = Math.floor((4 * 512) / (expected().size + 8)) - 1;
    const row = (y: number) => Array.from({ length: 512 }, (_, x) => pixels[4 * (y * 512 + x)]!);
    expect(new Set([...row(0), ...row(quiet), ...row(511)])).toEqual(new Set([255]));
  });
});

describe('text in a drawing', () => {
  it('is text, whatever is in it', () => {
    expect(escapeXml(HOSTILE)).toBe('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;Co&#39; ]]&gt;  \ufffd');
  });

  it.each(['Halcyon Daily', 'Mach mit bei Halcyon', 'WWW MMM Ambassador', 'Щирі друзі Києва', 'Ілля їсть їжу', 'Zażółć gęślą jaźń', 'Эй, жлоб! Где туз? Прячь юных съёмщиц в шкаф', 'The quick brown fox & 0123456789', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'aaa eee ooo', 'illi till fifty', '2,000 friends — №1'])('%s is not wider than it is taken to be', (text) => {
    const box = drawn(`<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="200"><text x="10" y="150" font-family="Onest" font-size="100">${escapeXml(text)}</text></svg>`).innerBBox()!;
    expect(box.width).toBeGreaterThan(ems(text) * 70);
    expect(box.width).toBeLessThanOrEqual(ems(text) * 100);
  });

  it('takes the largest size that fits, breaks between words, and ends long ones in an ellipsis', () => {
    const box = { width: 400, lines: 2, sizes: [80, 40] } as const;
    expect(fitText('Join us', box)).toEqual({ size: 80, lines: ['Join us'] });
    expect(fitText('Join Halcyon Daily now', box).size).toBe(40);
    const long = fitText('word '.repeat(60), box);
    expect([long.size, long.lines.length, long.lines.at(-1)!.endsWith('…')]).toEqual([40, 2, true]);
    const unbroken = fitText('x'.repeat(500), box);
    expect(unbroken.lines.every((line) => ems(line) * 40 <= 400)).toBe(true);
    expect(fitText('   ', box).lines).toEqual(['']);
  });
});

describe('the pictures', () => {
  const texts = [
    { programName: 'Halcyon Daily', headline: 'Join Halcyon Daily', lead: 'Sign up, then share your own link with friends.', name: 'Ewa', tier: 'Ambassador' },
    { programName: 'Щоденна газета «Київські новини»', headline: 'Приєднуйся до газети «Київські новини»', lead: 'П’ять хвилин щоранку, й ти знаєш усе.', name: 'Їжак Ґалаґан', tier: 'Амбасадор' },
    { programName: 'x'.repeat(80), headline: 'W'.repeat(120), lead: 'long '.repeat(120), name: 'n'.repeat(80), tier: 't'.repeat(80) },
    { programName: HOSTILE, headline: HOSTILE, lead: HOSTILE, name: HOSTILE, tier: HOSTILE },
  ].map((one) => ({ ...one, brandColor: '#0b5d4b', link: LINK, shortLink: 'fans.example/r/ewa-reads' }));

  it.each(texts)('of $programName are 1200 by 630 and light', async (text) => {
    for (const svg of [programPreview(text), cardPreview(text)]) {
      const { content, type } = await new Pictures().png(svg);
      expect([type, content.subarray(0, 8).toString('latin1'), ...size(content)]).toEqual(['image/png', '\x89PNG\r\n\x1a\n', 1200, 630]);
      expect(content.length).toBeLessThan(300 * 1024);
      expect(svg).not.toContain('<script');
    }
  });

  it('show a Cyrillic name', () => {
    const dark = (name: string | null) => drawn(cardPreview({ ...texts[0]!, name })).render().asPng();
    expect(dark('Їжак').equals(dark(null))).toBe(false);
    expect(dark('Їжак').equals(dark('Ґава'))).toBe(false);
  });

  it.each(texts)('of $programName keep their lines apart', (text) => {
    const lines = (svg: string) => [...svg.matchAll(/<text x="76" y="(\d+)" font-size="(\d+)"[^>]*>[^<]/g)].map(([, y, px]) => ({ top: Number(y) - Number(px) * 0.8, bottom: Number(y) + Number(px) * 0.25 }));
    for (const svg of [programPreview(text), cardPreview(text)]) {
      const found = lines(svg);
      expect(found.length).toBeGreaterThan(1);
      found.slice(1).forEach((line, i) => expect(line.top).toBeGreaterThan(found[i]!.bottom - 6));
      expect(found.at(-1)!.bottom).toBeLessThan(630 - 50);
    }
  });

  it('let the code on them be read', () => {
    expect(modulesIn(cardPreview(texts[2]!), 812, 166, 312)).toEqual(bits());
  });

  it('print without fonts, on the paper asked for', async () => {
    const { content } = await new Pictures().outlined(posterSvg({ ...texts[1]!, hint: 'Kamera' }), { width: '148mm', height: '210mm' });
    expect(content.toString()).toMatch(/^<svg width="148mm" height="210mm" viewBox="0 0 2100 2970"/);
    expect(content.toString()).not.toMatch(/<text|font-family|href=|<script/);
    expect(content.length).toBeLessThan(300 * 1024);
  });

  it('are drawn once, and named by what is on them', async () => {
    const pictures = new Pictures();
    const [one, same] = await Promise.all([pictures.png(programPreview(texts[0]!)), pictures.png(programPreview(texts[0]!))]);
    expect(same).toBe(one);
    expect((await pictures.png(programPreview({ ...texts[0]!, brandColor: '#ffd400' }))).etag).not.toBe(one.etag);
  });
});
