import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { writeClipboard } from './copy-button';

describe('writeClipboard', () => {
  const selected: string[] = [];
  const clipboardIs = (clipboard: { writeText: (text: string) => Promise<void> } | undefined) => Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
  document.execCommand = () => {
    selected.push((document.activeElement as HTMLTextAreaElement).value);
    return true;
  };
  afterEach(() => void selected.splice(0));

  it('asks the browser, and leaves the page as it is', async () => {
    const writeText = jest.fn<(text: string) => Promise<void>>().mockResolvedValue();
    clipboardIs({ writeText });
    await writeClipboard('a link');
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
    await writeClipboard('a link');
    expect(selected).toEqual(['a link']);
    expect(document.activeElement).toBe(button);
    expect(document.querySelector('textarea')).toBeNull();
    button.remove();
  });
});
