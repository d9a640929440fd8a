// Shapes of duties and of the picture that the generated contract does not have yet; the rest comes through from it.
import type {
  Answered, CaseHead, CaseRef, ClauseRef, CommandRow, Duty, Excuse, Level, Online, OwnPhase, Part, Party, Report, Text, ActRef,
} from './types';

export type {
  Answered, Asked, Call, CaseRef, Classification, ClauseRef, CommandRow, Delivery, Duty, Excuse, Governance, MeetingHead, OwnPhase, Part, Report, ReportField, Said, Source,
} from './types';
export type DutyState = Duty['state'];
export type Judged = Duty['judged'];
export type Force = Duty['force'];
export type DutyKey = Duty['key'];
export type ExcuseCode = Excuse['code'];
export type Phase = OwnPhase['phase'];
export type Relation = Part['relation'];
export type CommandFunction = CommandRow['function'];
export type RowState = CommandRow['state'];
export type ReportType = Report['type'];
export type AnswerState = Answered['answer'];
export type Stage = 'identification' | 'analysis' | 'treatment' | 'monitoring';
export type Mode = 'superior-led' | 'voluntary';

export type Counts = Record<string, number>;
export type Duties = { now: string; party?: Party; duties: Duty[]; counts: Counts };
export type PictureCase = CaseHead & { grade?: number; response?: number; level?: Level; mode: Mode; lead: Party; contested?: boolean; counts: Counts; next?: Duty };
export type Silence = { case?: CaseRef; party: Party; what: Text; asked: string; due?: string; overdue?: boolean; online: Online; lastHeard?: string; next?: Party; ref: ActRef };
export type PictureMember = { party: Party; sizeClass?: string; online: Online; lastHeard?: string; phases: OwnPhase[]; counts: Counts; asked: number; answered: number };
export type ClauseProblem = { kind: 'stricter' | 'conflict' | 'broken' | 'unassigned' | 'vacant' | 'twice'; text: Text; clauses: ClauseRef[]; governs?: ClauseRef };
/** What this page needs of a standing body. */
export type PowerBody = { id: string; name: Text; host: Party; chair?: Party; chairUntil?: string; quorum: number; seats: { party: Party; vacant?: boolean }[]; powers: ClauseRef[] };
export type Picture = {
  now: string; cases: PictureCase[]; next: Duty[]; silent: Silence[]; members: PictureMember[]; bodies: PowerBody[]; problems: ClauseProblem[];
};
