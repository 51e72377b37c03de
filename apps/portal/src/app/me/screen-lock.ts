/**
 * Keeps the screen from going dark, where the browser can. The system takes the lock back whenever the page is hidden, so
 * it is asked for again when the page comes back.
 * @returns lets the screen go dark again
 */
export function keepScreenOn(document: Document): () => void {
  const { wakeLock } = document.defaultView!.navigator as Navigator & { readonly wakeLock?: WakeLock };
  let lock: WakeLockSentinel | null = null;
  let over = false;
  const take = async (): Promise<void> => {
    lock = (await wakeLock?.request('screen').catch(() => null)) ?? null; // refused when the battery is low: then so be it
    if (over) void lock?.release();
  };
  const ask = (): void => {
    if (document.visibilityState === 'visible') void take();
  };
  document.addEventListener('visibilitychange', ask);
  ask();
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', ask);
    void lock?.release();
  };
}
