const FIELD = 'input, textarea, select, [contenteditable]';

/**
 * Leaving a field shows what is wrong with it, which moves what is below: pressed with a pointer, it would slip away between the press and
 * its release, and the click be lost. So a button of the form leaves the focus in the field until the click has been answered; and whatever
 * else is pressed, the field learns that it was left once the press is over.
 */
export function steadyPresses(document: Document): void {
  let isPressed = false;
  const left = new Set<EventTarget>();

  document.addEventListener('mousedown', (event) => {
    const field = document.activeElement;
    if (event.button !== 0 || !field?.matches(FIELD)) return;
    const form = (event.target as Element | null)?.closest('button')?.closest('form');
    if (form?.contains(field)) event.preventDefault();
    else isPressed = true;
  });
  document.addEventListener('blur', (event) => {
    if (!isPressed || !event.target) return;
    event.stopImmediatePropagation();
    left.add(event.target);
  }, true);
  // A click comes after the release and before anything that is put off. A release outside the window is not heard of: then a key ends it.
  for (const end of ['mouseup', 'dragend', 'keydown']) document.addEventListener(end, () => setTimeout(() => {
    isPressed = false;
    for (const field of left) field.dispatchEvent(new FocusEvent('blur'));
    left.clear();
  }));
}
