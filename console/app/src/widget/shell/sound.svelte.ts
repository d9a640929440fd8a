// An optional sound when a new task arrives: two falling tones for Actual, three short high
// ones for Exercise, one soft for Test. Off until a person switches it on.
import type { Status } from '../../api/types';

type Tone = { at: number; hz: number; long: number };
const tunes: Record<Status, Tone[]> = {
  Actual: [{ at: 0, hz: 740, long: 0.35 }, { at: 0.4, hz: 520, long: 0.6 }],
  Exercise: [{ at: 0, hz: 1180, long: 0.09 }, { at: 0.16, hz: 1180, long: 0.09 }, { at: 0.32, hz: 1180, long: 0.09 }],
  Test: [{ at: 0, hz: 420, long: 0.2 }],
};

class Sound {
  on = $state(false);
  #context: AudioContext | undefined;

  toggle(status: Status): void {
    this.on = !this.on;
    if (this.on) this.play(status);
  }

  play(status: Status): void {
    if (!this.on) return;
    this.#context ??= new AudioContext();
    const start = this.#context.currentTime;
    for (const { at, hz, long } of tunes[status]) this.#tone(this.#context, start + at, hz, long);
  }

  #tone(context: AudioContext, at: number, hz: number, long: number): void {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = hz;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.2, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + long);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + long + 0.05);
  }
}

export const sound = new Sound();
