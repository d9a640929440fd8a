import { api } from '../../api/client';
import type { Duty, Party } from '../../api/types';

/**
 * Who is told of what a debtor says about a duty: its creditor and whoever answers for it; of a duty towards the whole case everybody who has a part in it.
 * Call it while a component is made.
 */
export function told(duty: () => Duty): { readonly to: Party[]; readonly known: boolean } {
  let parts = $state.raw<Party[]>();
  const about = $derived(duty().to ? undefined : duty().case?.id);
  $effect(() => {
    parts = undefined;
    if (!about) return;
    let over = false; // the duty is now one of another case, or nobody asks any more
    void api.case(about).then((c) => { if (!over) parts = [...(c.governance?.parts.map((p) => p.party) ?? []), ...(c.governance ? [c.governance.lead] : [])]; }, () => undefined);
    return () => { over = true; };
  });
  return {
    get to(): Party[] {
      const d = duty();
      const all = [...(d.to ? [d.to] : (parts ?? [])), d.accountable].filter((p) => p.id !== d.party.id);
      return all.filter((p, i) => all.findIndex((q) => q.id === p.id) === i);
    },
    /** Nothing is sent before it is known who gets it. */
    get known(): boolean {
      return duty().to !== undefined || duty().case === undefined || parts !== undefined;
    },
  };
}
