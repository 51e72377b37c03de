import { bytesText } from './bytes';

describe('sizes of files', () => {
  it.each([[1, 'en', '1 kB'], [150_000, 'en', '146 kB'], [1_258_291, 'en', '1.2 MB'], [1_258_291, 'de', '1,2 MB'], [10 * 1024 * 1024, 'en', '10 MB']])('%d bytes in %s: %s', (bytes, language, text) =>
    expect(bytesText(bytes, language).replaceAll('\u00a0', ' ')).toBe(text));
});
