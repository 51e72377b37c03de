/**
 * Listens to the member's count as it moves. A browser comes back by itself after a broken connection; where the API
 * refuses the stream the page stays as it was loaded.
 * @param changed called for every change after the state at the beginning
 * @returns ends the listening
 */
export function listenToProgress(slug: string, changed: () => void): () => void {
  const source = new EventSource(`/api/v1/me/programs/${encodeURIComponent(slug)}/live`);
  let known: number | null = null;
  source.addEventListener('progress', ({ data }: MessageEvent<string>) => {
    const { seq } = JSON.parse(data) as { seq: number };
    if (known !== null && seq > known) changed();
    known = seq;
  });
  return () => source.close();
}
