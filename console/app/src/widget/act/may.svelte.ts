// What this officer may do here. The node decides; a button that it would refuse is not shown.
import { session } from '../../api/session.svelte';

/** Who looks and changes nothing: a supervisor (who may advise, if the jurisdiction may) and an evaluator. */
export function watches(): boolean {
  const role = session.data?.officer?.role;
  return role === 'supervisor' || role === 'evaluator';
}

/** Of a thing whose answer says which kinds of act this officer may put on record about it. */
export function may(can: readonly string[], kind: string): boolean {
  if (session.data?.officer?.role === 'supervisor') return kind === 'standing.advise' && can.includes(kind);
  return session.data?.officer !== undefined && !watches() && can.includes(kind);
}

/** Where there is no such list: who may bind the jurisdiction beyond a case. */
export function commits(): boolean {
  return session.data?.officer?.role === 'coordinator';
}

/** Where there is no such list: who may speak for the jurisdiction. */
export function speaks(): boolean {
  return commits() || session.data?.officer?.role === 'duty-officer';
}

export function isMe(id: string): boolean {
  return session.data?.party.id === id;
}
