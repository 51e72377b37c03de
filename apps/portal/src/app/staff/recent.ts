const STORED = 'ff-recent';
const KEPT = 5;

/** Keys of the screens and actions somebody chose last in this browser, newest first. Never people: their names do not stay behind. */
export function recentKeys(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(stored) ? stored.filter((key): key is string => typeof key === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberKey(key: string): void {
  localStorage.setItem(STORED, JSON.stringify([key, ...recentKeys().filter((other) => other !== key)].slice(0, KEPT)));
}
