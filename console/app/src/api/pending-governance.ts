// Answers about rules and bodies, as of node/view/{duty,agreement,meeting}.go, until the generated types have them.
import type { ActRef, CaseRef, ClauseRef, Duty, DutyKey, Force, Mode, Party, Said, Source, Text } from './types';

export type { CaseRef, ClauseRef, Duty, DutyKey, Force, Mode, Said, Source };

export type InstrumentType = 'charter' | 'agreement' | 'plan' | 'programme' | 'list' | 'pack';
export type InstrumentState = 'proposed' | 'refused' | 'concluded' | 'not-yet' | 'superseded' | 'lapsed' | 'ended';
export type SigningState = 'asked' | 'signed' | 'refused' | 'suspended' | 'leaving' | 'left' | 'bound';
export type Signing = { party: Party; state: SigningState; at?: string; effect?: string; reason?: Text; ref?: ActRef };
export type InstrumentHead = {
  id: string;
  code: string;
  version: number;
  type: InstrumentType;
  title: Text;
  mode: Mode;
  by: Party;
  state: InstrumentState;
  from: string;
  until?: string;
  parties: Signing[];
  missing: number;
  clauses: number;
  problems: number;
};
export type ProblemKind = 'stricter' | 'conflict' | 'broken' | 'unassigned' | 'vacant' | 'twice';
export type Problem = { kind: ProblemKind; text: Text; clauses: ClauseRef[]; governs?: ClauseRef };
export type Instruments = { now: string; instruments: InstrumentHead[]; problems: Problem[] };
export type Section = { key: string; text: Text };
export type ClauseKind =
  | 'text' | 'duty' | 'power' | 'role' | 'threshold' | 'cost' | 'reserve' | 'consequence' | 'zone' | 'recurring' | 'vote' | 'item';
export type Clause = {
  id: string;
  force: Force;
  title: Text;
  text: Text;
  source?: Source;
  when?: string;
  kind: ClauseKind;
  reading: Text;
  machine?: unknown;
  broken?: string;
};
export type DutyRow = {
  clause: ClauseRef;
  what: Text;
  accountable: Text;
  responsible: Text;
  to: Text;
  post?: Text;
  trigger: Text;
  deadline: Text;
  evidence?: Text;
  consequence?: Text;
  unassigned?: boolean;
};
export type Instrument = InstrumentHead & {
  ref: ActRef;
  sections: Section[];
  rules: Clause[];
  bodies: Body[];
  versions: InstrumentHead[];
  amends?: string;
  wire: unknown;
  list: DutyRow[];
  flags: Problem[];
  can: string[];
};
export type Checked = { errors: string[]; problems: Problem[]; rules: Clause[] };
export type Pack = { name: string; title: Text; type: InstrumentType; template: boolean; note?: Text; sections: Section[]; rules: Clause[]; wire: unknown };
export type Packs = { packs: Pack[] };

export type BodyKind = 'central-office' | 'coordinating-body' | 'hazard-office' | 'working-group';
export type Seat = { party: Party; holder?: Text; alternate?: Text; rank?: number; vacant?: boolean; ref?: ActRef };
export type Guest = { id: string; party: Party; part: Text; case?: CaseRef; from: string; until: string; ended: boolean; interest?: Text; ref: ActRef };
export type Recurring = { what: Text; who: Party; clause: ClauseRef; last?: string; due: string; missed: boolean };
export type Body = {
  id: string;
  instrument: ClauseRef;
  kind: BodyKind;
  name: Text;
  parent?: string;
  host: Party;
  deputy?: Party;
  classes?: string[];
  seats: Seat[];
  quorum: number;
  chair?: Party;
  chairUntil?: string;
  powers: ClauseRef[];
  guests: Guest[];
  queue: Duty[];
  standing: Recurring[];
};
export type Bodies = { now: string; bodies: Body[] };

export type MeetingState = 'requested' | 'called' | 'minuted';
export type Mine = 'asked' | 'comes' | 'not' | 'signed' | 'dissents' | 'unsigned';
export type MeetingHead = {
  id: string;
  title: Text;
  body: Text;
  by: Party;
  case?: CaseRef;
  at: string;
  place: Text;
  state: MeetingState;
  mine?: Mine;
  answerBy: string;
};
export type Meetings = { now: string; meetings: MeetingHead[] };
export type Attendance = {
  party: Party;
  state: 'asked' | 'comes' | 'not' | 'present' | 'silent';
  post?: Text;
  rank?: number;
  commits: boolean;
  reason?: Text;
  signed?: 'agrees' | 'dissents' | 'unsigned';
  dissent?: Text;
  ref?: ActRef;
};
export type Decision = {
  item: number;
  text: Text;
  for: Party[];
  against: Party[];
  abstain: Party[];
  result: 'carried' | 'not-carried' | 'no-quorum';
  committed: Party[];
  heard: Party[];
};
export type Action = { n: number; owner: Party; what: Text; due: string; state: 'open' | 'overdue' | 'done' | 'done-late'; done?: string; evidence: string[]; ref?: ActRef };
export type Meeting = MeetingHead & {
  ref: ActRef;
  agenda: Text[];
  attending: Attendance[];
  quorum: number;
  present: number;
  minutes?: ActRef;
  text?: Text;
  decisions: Decision[];
  actions: Action[];
  can: string[];
};

export type Violation = 'late' | 'incomplete' | 'concealed' | 'false' | 'absent' | 'slow' | 'refused';
export type FindingState = 'found' | 'replied' | 'heard' | 'decided' | 'appealed' | 'settled' | 'fulfilled';
export type FindingStep = { kind: string; by: Party; at: string; text: Text; ref: ActRef };
export type Finding = {
  id: string;
  ref: ActRef;
  by: Party;
  party: Party;
  violation: Violation;
  case?: CaseRef;
  clause: ClauseRef;
  text: Text;
  at: string;
  replyBy: string;
  state: FindingState;
  founded?: boolean;
  sanction?: Text;
  interest?: Text;
  conflict?: boolean;
  evidence: ActRef[];
  steps: FindingStep[];
  can: string[];
};
export type Suspected = { violation: Violation; duty?: Duty; party: Party; text: Text; evidence: ActRef[]; defence?: Text };
export type Note = {
  id: string;
  kind: 'advice' | 'query' | 'suspicion';
  by: Party;
  to: Party[];
  at: string;
  text: Text;
  about?: ActRef;
  answerBy?: string;
  answer?: Text;
  overdue?: boolean;
  ref: ActRef;
};
export type Findings = { now: string; findings: Finding[]; suspected: Suspected[]; notes: Note[] };
export type Access = { at: string; who: string; role: string; what: string };
export type Accesses = { accesses: Access[] };
