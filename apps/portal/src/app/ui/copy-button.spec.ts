import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { writeClipboard } from './copy-button';

describe('writeClipboard', () => {
  const selected: string[] = [];
  const clipboardIs = (clipboard: { writeText: (text: string) => Promise<void> } | undefined) => Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
  let allowed = true;
  document.execCommand = () => {
    selected.push((document.activeElement as HTMLTextAreaElement).value);
    return allowed;
  };
  afterEach(() => void selected.splice(0));

  it('asks the browser, and leaves the page as it is', async () => {
    const writeText = jest.fn<(text: string) => Promise<void>>().mockResolvedValue();
    clipboardIs({ writeText });
    expect(await writeClipboard('a link')).toBe(true);
    expect(writeText).toHaveBeenCalledWith('a link');
    expect(selected).toEqual([]);
  });

  it.each([
    ['there is none', undefined],
    ['it refuses', { writeText: () => Promise.reject(new DOMException('Write permission denied.', 'NotAllowedError')) }],
  ])('selects where %s, and gives the focus back', async (_, clipboard) => {
    clipboardIs(clipboard);
    const button = document.body.appendChild(document.createElement('button'));
    button.focus();
    expect(await writeClipboard('a link')).toBe(true);
    expect(selected).toEqual(['a link']);
    expect(document.activeElement).toBe(button);
    expect(document.querySelector('textarea')).toBeNull();
    button.remove();
  });

  it('does not say that it copied what could not be', async () => {
    clipboardIs(undefined);
    allowed = false;
    expect(await writeClipboard('a link')).toBe(false);
  });
});
