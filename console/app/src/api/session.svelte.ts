// Who looks, from which node, and whether this is a demonstration.
import { clock } from '../clock/clock.svelte';
import { place } from '../words/format.svelte';
import { api, Refusal } from './client';
import { Resource } from './resource.svelte';
import type { Demo, DemoAction, Session } from './types';

async function askSession(): Promise<Session> {
  const session = await api.session();
  clock.sync(session.now);
  place.zone = session.zone;
  return session;
}

async function askDemo(): Promise<Demo | undefined> {
  try {
    const demo = await api.demo();
    obey(demo);
    return demo;
  } catch (error) {
    // No demonstration: the node's clock runs as ours does.
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  }
}

function obey(demo: Demo): void {
  clock.sync(demo.now);
  clock.run(demo.paused ? 0 : demo.speed);
}

export const session = new Resource(askSession);
export const demo = new Resource(askDemo);

export async function steer(action: DemoAction): Promise<void> {
  const after = await api.steer(action);
  obey(after);
  demo.put(after);
}
