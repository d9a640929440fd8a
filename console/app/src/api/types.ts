// The names by which the pages speak of a node's answers. Their shapes are generated from the node's OpenAPI document
// into schema.ts (`make api` at the top) and come through as they are called there; below are the names of members,
// and of shapes that the pages call otherwise.
import type {
  Act, Answered, ChartMark, ChartObserved, Clause, CommandRow, CustodyChange, CustodyRow, Duty, ErrorModel, Excuse,
  Finding, Governance, InstrumentHead, Map, MeetingHead, Neighbour, Officer, OwnPhase, paths, PlaceProperties, Point,
  Problem, Report, Session, Signing, Statement, StatementSubject, Steering, Task, Version, Warning, WarningHead,
} from './schema';

export type * from './schema';

export type Lang = 'en' | 'zh-Hans';
export type Status = Session['status'];
export type Role = Officer['role'];
export type Custody = CustodyRow['state'];
export type Confidence = Statement['confidence'];
export type Level = NonNullable<WarningHead['level']>;
export type Online = CustodyRow['online'];
export type TaskKind = Task['kind'];
export type CustodyStep = CustodyChange;
export type Mark = ChartMark;
export type MarkKind = ChartMark['kind'];
export type Observed = ChartObserved;
export type Position = Point['coordinates'];
export type PlaceState = PlaceProperties['state'];
export type CaseMap = Map;
export type InForce = WarningHead['inForce'];
export type VersionKind = Version['kind'];
export type Can = Warning['can'][number];
export type CaseStatement = StatementSubject;
export type NeighbourState = Neighbour['state'];
export type ActProof = Act;
export type DemoAction = Steering;
/** Why a call was refused (RFC 9457). */
export type Refused = ErrorModel;

type Acts = { [P in keyof paths as P extends `/api/v1/acts/${infer K}` ? K : never]: paths[P] };
/** Every kind of act that an officer may put on record. */
export type ActKind = keyof Acts;
/** What the body of such an act has, as people spell it. */
export type BodyOf<K extends ActKind> = Acts[K] extends { post: { requestBody: { content: { 'application/json': { body: infer B } } } } } ? B : never;
// Duties, and who does what in a case.
export type DutyState = Duty['state'];
export type DutyKey = Duty['key'];
export type Force = Duty['force'];
export type ExcuseCode = Excuse['code'];
export type Phase = OwnPhase['phase'];
export type CommandFunction = CommandRow['function'];
export type ReportType = Report['type'];
export type AnswerState = Answered['answer'];
export type Mode = Governance['mode'];

// Rules and bodies.
export type InstrumentType = InstrumentHead['type'];
export type InstrumentState = InstrumentHead['state'];
export type SigningState = Signing['state'];
export type ProblemKind = Problem['kind'];
export type ClauseKind = Clause['kind'];
export type MeetingState = MeetingHead['state'];
export type Violation = Finding['violation'];
export type FindingState = Finding['state'];
