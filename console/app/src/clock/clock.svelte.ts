// The node's clock as this browser knows it. In a demonstration it runs faster or stands
// still, so that no page may ask the browser what time it is.

class Clock {
  /** Unix milliseconds on the node's clock. */
  now = $state(Date.now());
  #anchor = { node: Date.now(), here: performance.now() };
  #rate = 1;

  /** The node said what time it is. */
  sync(iso: string): void {
    const node = Date.parse(iso);
    if (!Number.isFinite(node)) return;
    this.#anchor = { node, here: performance.now() };
    this.now = node;
  }

  /** How many seconds of the node's clock pass in one of ours; 0 while paused. */
  run(rate: number): void {
    if (rate === this.#rate) return;
    this.#anchor = { node: this.#read(), here: performance.now() };
    this.#rate = rate;
  }

  start(): () => void {
    const timer = setInterval(() => {
      this.now = this.#read();
    }, 1_000);
    return () => clearInterval(timer);
  }

  #read(): number {
    return this.#anchor.node + (performance.now() - this.#anchor.here) * this.#rate;
  }
}

export const clock = new Clock();
