// Who can be named in a form: this party and everybody whose journal is read here.
import { api } from '../../api/client';
import { follow } from '../../api/resource.svelte';
import { session } from '../../api/session.svelte';
import type { Party } from '../../api/types';

/** The parties known here, this one first. Call it while a component is made. */
export function known(): { readonly all: Party[] } {
  const rows = follow<{ rows: { party: Party }[] }>(() => ['neighbours'], api.neighbours);
  return {
    get all(): Party[] {
      const me = session.data ? [session.data.party] : [];
      const all = [...me, ...(rows.data?.rows ?? []).map((r) => r.party)];
      return all.filter((p, i) => all.findIndex((q) => q.id === p.id) === i);
    },
  };
}
