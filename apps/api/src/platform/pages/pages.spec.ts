import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../keys.js';
import type { Config } from '../config/config.js';
import { I18n } from '../i18n/i18n.service.js';
import { assetAddress, assetAt } from './page-assets.js';
import { type PageOptions, PageRenderer } from './page-renderer.js';

const pages = new PageRenderer(new I18n(), { publicUrl: 'https://fans.example' } as Config);
const options: PageOptions = {
  locale: 'de', program: { name: '<b>Hal & "Co"</b>', slug: 'hal', brandColor: '#0b5d4b' }, title: 'page.problem.not_found.title', data: { kind: 'not_found' },
};

describe('a public page', () => {
  it('escapes what a program calls itself, in text and in attributes', () => {
    const { html } = pages.render('platform/pages/problem', options);
    expect(html).toContain('&lt;b&gt;Hal &amp; &quot;Co&quot;&lt;/b&gt;');
    expect(html).not.toContain('<b>Hal');
  });

  it('is in the language it says it is in', () => {
    const { html } = pages.render('platform/pages/problem', options);
    expect(html).toContain('<html lang="de"');
    expect(html).toContain('<h1>Diese Seite gibt es nicht</h1>');
  });

  it('allows exactly its own style and no inline script', () => {
    const { html, headers } = pages.render('platform/pages/problem', options);
    const css = /<style>([^]*?)<\/style>/.exec(html)![1]!;
    expect(headers['content-security-policy']).toContain(`style-src 'sha256-${sha256(css).toString('base64')}';`);
    expect(html).not.toMatch(/<script(?![^>]* src=)|style="|\son\w+=/);
  });

  it('is neither stored nor named to other sites when it holds something secret', () => {
    const { headers } = pages.render('platform/pages/problem', { ...options, keep: 'secret' });
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
  });

  it('asks search engines in only where it has a public address', () => {
    expect(pages.render('platform/pages/problem', options).html).toContain('content="noindex"');
    const listed = pages.render('platform/pages/problem', { ...options, canonicalPath: '/join/hal' }).html;
    expect(listed).not.toContain('noindex');
    expect(listed).toContain('<link rel="canonical" href="https://fans.example/join/hal">');
  });

  it('comes to at most 30 KiB with its fonts and script', () => {
    const shell = gzipSync(pages.render('platform/pages/problem', options).html).length;
    const files = (['geist-latin.woff2', 'onest-latin-640.woff2', 'share.js'] as const).map((name) => assetAt(assetAddress(name))!.content.length);
    expect(shell + files.reduce((a, b) => a + b)).toBeLessThan(30 * 1024 - 2500); // leaves 2.5 kB for the longest view
  });

  it('keeps text on the brand readable whichever colour that is', () => {
    for (const [brandColor, ink] of [['#ffd400', '#050505'], ['#0b5d4b', '#ffffff']] as const) {
      expect(pages.render('platform/pages/problem', { ...options, program: { ...options.program!, brandColor } }).html).toContain(`--on-brand:${ink}`);
    }
  });

  it('refuses a colour that is none, so nothing else gets into the style', () => {
    const program = { ...options.program!, brandColor: '#fff}</style>' };
    expect(() => pages.render('platform/pages/problem', { ...options, program })).toThrow(TypeError);
  });
});
