// What a screen reader is told. Polite for what changed; assertive only for what cannot wait.
// Messages are added, not replaced: two that come together are both read.

export type Said = { id: number; text: string };
const kept = 4;

class Announcer {
  polite = $state.raw<Said[]>([]);
  urgent = $state.raw<Said[]>([]);
  #next = 0;

  say(text: string): void {
    this.polite = this.#add(this.polite, text);
  }

  shout(text: string): void {
    this.urgent = this.#add(this.urgent, text);
  }

  #add(said: Said[], text: string): Said[] {
    return [...said, { id: this.#next++, text }].slice(-kept);
  }
}

export const announcer = new Announcer();
