/**
 * Group commit: whatever arrives while a batch is being written forms the next batch. No timer, so the size
 * tunes itself: alone, an item waits for nobody; under load, one transaction carries many.
 */
export class Batcher<I, O> {
  private waiting: { item: I; resolve: (out: O) => void; reject: (error: unknown) => void }[] = [];
  private running: Promise<void> | null = null;

  /** @param write answers one output per item, in the items' order; when it throws, all items of the batch fail */
  constructor(
    private readonly write: (items: I[]) => Promise<O[]>,
    private readonly maxSize: number,
  ) {}

  /** Resolves once the item's batch is written. */
  add(item: I): Promise<O> {
    return new Promise<O>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.running ??= this.drain().finally(() => {
        this.running = null;
      });
    });
  }

  /** Resolves when nothing waits any more: for a clean stop. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async drain(): Promise<void> {
    await Promise.resolve(); // let the items of the same turn join the first batch
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, this.maxSize);
      try {
        const outputs = await this.write(batch.map((entry) => entry.item));
        batch.forEach((entry, index) => entry.resolve(outputs[index]!));
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
  }
}
