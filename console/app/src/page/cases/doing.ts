// What can be done in a case, and what of it waits for this party. Pure.
import type { ActRef, Asked, Assessment, AvoidedLoss, ChartLine, CommandRow, Duty, ExpertGroup, Governance, JointOrder, MeetingHead, Outside, Part, Party, Phase, Release, ReportedFigure, ReportType, Status, Text } from '../../api/types';
import { actions, deed } from '../../widget/duty/duty';

/** A case as its dialogs need it. */
export type CaseContext = { id: string; status: Status; title: Text; situation: 0 | 1 | 2 | 3; g: Governance; me: Party | undefined; all: readonly Party[] };

/** A suspicion that the node proposes: what the form begins with. */
export type Suspecting = { party: string; violation: 'concealed' | 'false'; text: string; evidence: readonly ActRef[]; exhibits: readonly string[] };

export type Basis = 'designation' | 'take-over' | 'hand-back';
export type Doing =
  | { what: 'classify' } | { what: 'phase'; phase?: Phase } | { what: 'stage' } | { what: 'own'; phase?: Phase } | { what: 'join'; contests?: string } | { what: 'clock' }
  | { what: 'report'; type?: ReportType } | { what: 'command'; basis?: Basis } | { what: 'confirm'; row: CommandRow; accepts: boolean } | { what: 'escalate' } | { what: 'task'; settles?: Asked } | { what: 'issue'; asked: Asked }
  | { what: 'answer'; asked: Asked } | { what: 'merge' } | { what: 'split' } | { what: 'advise' } | { what: 'suspect'; of?: Suspecting } | { what: 'verify'; of: ReportedFigure } | { what: 'situation' } | { what: 'means' } | { what: 'table' } | { what: 'release'; release?: Release } | { what: 'approve'; release: Release } | { what: 'tell'; x: Outside } | { what: 'avoided'; x: AvoidedLoss }
  | { what: 'experts' } | { what: 'assess'; group: ExpertGroup } | { what: 'sign'; assessment: Assessment } | { what: 'override'; line: ChartLine; run: string };

/** Everybody who has a part in the case or was called to it, each once, without this party. */
export function everybody(c: CaseContext): Party[] {
  const all = [c.g.lead, ...c.g.parts.map((p) => p.party), ...c.g.calls.map((k) => k.party), ...c.g.table.filter((r) => r.state === 'in-force').map((r) => r.holder)];
  return all.filter((p, i) => p.id !== c.me?.id && all.findIndex((q) => q.id === p.id) === i);
}

/** A party, and everybody in the case. */
export function withParty(c: CaseContext, ...more: readonly (Party | undefined)[]): Party[] {
  const all = [...more.flatMap((p) => (p ? [p] : [])), ...everybody(c)];
  return all.filter((p, i) => p.id !== c.me?.id && all.findIndex((q) => q.id === p.id) === i);
}

export type Need = { id: string; due?: string } & (
  | { kind: 'confirm'; row: CommandRow }
  | { kind: 'answer'; asked: Asked }
  | { kind: 'joint'; asked: Asked; mine: NonNullable<JointOrder['mine']> }
  | { kind: 'duty'; duty: Duty }
  | { kind: 'excuse'; duty: Duty }
  | { kind: 'join'; part: Part }
  | { kind: 'meeting'; meeting: MeetingHead }
  | { kind: 'proposed'; phase: Phase }
);

const soon = 2 * 3_600_000;

/** Whether something asked asks for an answer: an order of several does when all have signed it. */
const asks = (a: Asked): boolean => a.joint === undefined || a.joint.binds;

/** How a need presses: can be saved within two hours, is late, waits for a word without a date, has time. */
function press(n: Need, now: number): number {
  const due = n.due ? Date.parse(n.due) : undefined;
  if (due === undefined) return n.kind === 'confirm' || (n.kind === 'duty' && n.duty.state === 'overdue') ? 1 : 3;
  if (due < now) return 2;
  return due - now <= soon ? 0 : 4;
}

/** What waits for a party in a case, most pressing first. */
export function needs(g: Governance, me: string | undefined, now: number): Need[] {
  if (me === undefined) return [];
  const out: Need[] = [];
  for (const row of g.table) if (row.state === 'not-confirmed' && row.holder.id === me) out.push({ id: `confirm-${row.ref.journal}-${row.ref.index}`, kind: 'confirm', row });
  // What the superiors have not all signed asks nothing of those to whom it will go.
  for (const asked of g.asked) if (asked.joint?.mine) out.push({ id: `joint-${asked.id}`, kind: 'joint', asked, mine: asked.joint.mine, ...(asked.joint.failsAt && asked.joint.mine !== 'settle' ? { due: asked.joint.failsAt } : {}) });
  for (const asked of g.asked) if (asks(asked) && asked.to.some((to) => to.party.id === me && (to.answer === 'none' || to.answer === 'overdue'))) out.push({ id: `answer-${asked.id}`, kind: 'answer', asked, due: asked.answerBy });
  for (const duty of g.duties) {
    const can = actions(duty, me);
    if (can.includes('answer-excuse') || can.includes('answer-deed')) out.push({ id: `excuse-${duty.id}`, kind: 'excuse', duty });
    // What was sent waits for the other side, and an excuse for its answer.
    else if (can.length && duty.state !== 'sent' && !(duty.excuse && !duty.excuse.answered)) out.push({ id: `duty-${duty.id}`, kind: 'duty', duty, ...(duty.due ? { due: duty.due } : {}) });
  }
  const part = g.parts.find((p) => p.party.id === me);
  const call = g.calls.find((c) => c.party.id === me);
  if (part && !part.joined && !part.contested) out.push({ id: 'join', kind: 'join', part, ...(call ? { due: call.due } : {}) });
  for (const meeting of g.meetings) if (meeting.mine === 'asked') out.push({ id: `meeting-${meeting.id}`, kind: 'meeting', meeting, due: meeting.answerBy });
  const own = g.own.find((o) => o.party.id === me)?.phase;
  if (g.proposed && own !== g.proposed.phase) out.push({ id: 'proposed', kind: 'proposed', phase: g.proposed.phase });
  const when = (n: Need): number => (n.due ? Date.parse(n.due) : Number.POSITIVE_INFINITY);
  return out.sort((a, b) => press(a, now) - press(b, now) || (press(a, now) === 2 ? when(b) - when(a) : when(a) - when(b)) || (a.id < b.id ? -1 : 1));
}

/** Which dialog does the deed that a duty asks for; undefined where another page does it. */
export function doingOf(duty: Duty, g: Governance, me: string | undefined): Doing | undefined {
  switch (deed(duty)) {
    case 'report.initial': return { what: 'report', type: 'initial' };
    case 'report.supplementary': return { what: 'report', type: 'supplementary' };
    case 'report.final': return { what: 'report', type: 'final' };
    case 'classify': return { what: 'classify' };
    case 'designate': return { what: 'command', basis: 'designation' };
    case 'take-over': return { what: 'command', basis: 'take-over' };
    case 'hand-back': return { what: 'command', basis: 'hand-back' };
    case 'confirm': {
      const row = g.table.find((r) => r.state === 'not-confirmed' && r.holder.id === me);
      return row ? { what: 'confirm', row, accepts: true } : undefined;
    }
    case 'join': return { what: 'join' };
    case 'answer': {
      const asked = g.asked.find((a) => asks(a) && a.to.some((to) => to.party.id === me && to.answer !== 'done'));
      return asked ? { what: 'answer', asked } : undefined;
    }
    case 'escalate': return { what: 'escalate' };
    case 'own': return { what: 'own' };
    case 'surge-table': return { what: 'table' };
    // Who has no group yet names one; who has one that another writes for cannot do it from here.
    case 'assess': {
      const group = g.assessing.groups.find((x) => !x.replaced);
      if (!group) return { what: 'experts' };
      return group.writes ? { what: 'assess', group } : undefined;
    }
    case 'notice': case 'ask-approval': {
      const release = g.releases.find((r) => r.party.id === me && r.notices.some((d) => d.id === duty.id));
      return { what: 'release', ...(release ? { release } : {}) };
    }
    case 'warn': case 'accept': case 'meet': case undefined: return undefined;
  }
}
