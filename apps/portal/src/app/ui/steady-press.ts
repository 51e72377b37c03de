const FIELD = 'input, textarea, select, [contenteditable]';

/**
 * Leaving a field shows what is wrong with it, which moves the buttons below: pressed with a pointer, a button of the form would slip away
 * between the press and its release, and the click be lost. So the field keeps the focus until the click has been answered.
 */
export function steadyPresses(document: Document): void {
  document.addEventListener('mousedown', (event) => {
    const button = (event.target as Element | null)?.closest('button');
    const form = button?.closest('form');
    const field = document.activeElement;
    if (event.button === 0 && form && field?.matches(FIELD) && form.contains(field)) event.preventDefault();
  });
}
