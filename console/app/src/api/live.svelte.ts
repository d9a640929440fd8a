// The one stream from the node: what changed, and whether it still lives. A silent
// stream is a lost connection: the page must say since when, never show old data as new.
import { clock } from '../clock/clock.svelte';
import { api } from './client';
import type { Changed } from './types';

const silence = 16_000; // three missed pings

type Listener = (topics: string[]) => void;

class Live {
  /** Wall time at which this browser last heard from the node. */
  lastHeard = $state(Date.now());
  /** Since when the connection is lost; undefined while it is there. */
  lostSince = $state<number | undefined>(undefined);
  #listeners = new Set<Listener>();
  #source: EventSource | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;

  start(): () => void {
    this.#open();
    const watchdog = setInterval(() => {
      if (Date.now() - this.lastHeard > silence) this.#lost();
    }, 2_000);
    return () => {
      clearInterval(watchdog);
      clearTimeout(this.#again);
      this.#source?.close();
    };
  }

  /** Ask the node again at once, for a person who does not want to wait. */
  retry(): void {
    this.#open();
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A call succeeded: the node is there, whatever the stream says. */
  heard(): void {
    this.lastHeard = Date.now();
  }

  #open(): void {
    this.#source?.close();
    clearTimeout(this.#again);
    const source = new EventSource(api.events);
    this.#source = source;
    source.onopen = () => this.#found();
    source.addEventListener('ping', (e) => {
      this.#found();
      this.#tick(e);
    });
    source.addEventListener('changed', (e) => {
      this.#found();
      const changed = this.#tick(e);
      if (changed) for (const listener of this.#listeners) listener(changed);
    });
    source.onerror = () => {
      this.#lost();
      // A refused stream is closed for good by the browser: open a new one ourselves.
      if (source.readyState === EventSource.CLOSED) this.#again = setTimeout(() => this.#open(), 2_000);
    };
  }

  #tick(event: MessageEvent): string[] | undefined {
    try {
      const data = JSON.parse(String(event.data)) as Partial<Changed>;
      if (data.at) clock.sync(data.at);
      return data.topics;
    } catch {
      return undefined;
    }
  }

  #found(): void {
    this.lastHeard = Date.now();
    if (this.lostSince === undefined) return;
    this.lostSince = undefined;
    // What was missed is unknown: everybody asks again.
    for (const listener of this.#listeners) listener(['*']);
  }

  #lost(): void {
    this.lostSince ??= this.lastHeard;
  }
}

export const live = new Live();
