import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { steadyPresses } from './steady-press';

const later = () => new Promise((done) => setTimeout(done, 1));
const find = (id: string) => document.getElementById(id)!;
const mouse = (type: string, id: string) => find(id).dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true }));

describe('a press beside a field', () => {
  const heard: string[] = [];

  beforeAll(() => steadyPresses(document));

  beforeEach(async () => {
    await later();
    heard.length = 0;
    document.body.innerHTML = '<form><input id="field"><button id="send" type="button"></button></form><button id="other"></button><p id="text"></p>';
    find('field').addEventListener('blur', () => heard.push('left'));
    find('other').addEventListener('click', () => heard.push('click'));
    find('field').focus();
  });

  it('is answered before the field says what is wrong with it', async () => {
    mouse('mousedown', 'other');
    find('other').focus(); // as a browser does
    expect(heard).toEqual([]);
    mouse('mouseup', 'other');
    mouse('click', 'other');
    await later();
    expect(heard).toEqual(['click', 'left']);
  });

  it('that is let go elsewhere leaves the field, too', async () => {
    mouse('mousedown', 'other');
    find('other').focus();
    mouse('mouseup', 'text');
    await later();
    expect(heard).toEqual(['left']);
  });

  it('on a button of its form leaves the focus where it is', () => {
    expect(mouse('mousedown', 'send')).toBe(false); // prevented
    expect(mouse('mousedown', 'other')).toBe(true);
    mouse('mouseup', 'other');
  });

  it('of a key leaves it at once', () => {
    find('other').focus();
    expect(heard).toEqual(['left']);
  });
});
