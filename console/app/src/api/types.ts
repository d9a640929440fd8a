// The contract between a node and its console, as of API.md. This one file is what
// openapi-typescript will generate from the node's OpenAPI document; nothing else in the
// app declares the shape of an answer.

export type Text = { en: string; 'zh-Hans': string };
export type Lang = keyof Text;
export type Party = { id: string; name: Text; role: 'city' | 'province' | 'agency' | 'body' };
export type ActRef = { journal: string; index: number; leaf: string };
export type Status = 'Actual' | 'Exercise' | 'Test';
export type Custody =
  | 'sent'
  | 'received'
  | 'seen'
  | 'accepted'
  | 'passed-on'
  | 'declined'
  | 'overdue'
  | 'expired'
  | 'superseded'
  | 'cancelled';
export type Confidence = 'observed' | 'likely' | 'possible' | 'unlikely' | 'unknown';
export type Band = { p05: number; p25: number; p50: number; p75: number; p95: number };
export type TimeBand = { p05: string; p25: string; p50: string; p75: string; p95: string };
export type Level = 'red' | 'orange' | 'yellow' | 'blue';
export type Online = 'on' | 'off' | 'unknown';
export type Measure = {
  value: number;
  unit: string;
  /** multiple of the limit value */
  times?: number;
  simulated?: boolean;
  station?: string;
  at?: string;
  source?: string;
};

export type Role = 'duty-officer' | 'coordinator' | 'analyst' | 'evaluator' | 'operator' | 'supervisor';
export type Officer = { name: string; login: string; role: Role };
export type Session = {
  officer?: Officer;
  party: Party;
  alliance: Text;
  now: string;
  zone: string;
  status: Status;
  demo: boolean;
  records: number;
  peersOnline: number;
  peersTotal: number;
};

export type Topic = 'now' | 'warnings' | 'neighbours' | 'journal' | 'clock' | `case:${string}`;
export type Changed = { topics: string[]; at: string };

export type TaskKind =
  | 'accept-warning'
  | 'confirm-update'
  | 'confirm-cancel'
  | 'approve-draft'
  | 'review-forecast'
  | 'answer-silence'
  | 'gap'
  | 'upgrade'
  | 'fork'
  | 'data-alarm';
export type Task = {
  id: string;
  kind: TaskKind;
  title: Text;
  reason: Text;
  due?: string;
  consequence?: Text;
  warning?: string;
  draft?: string;
  case?: string;
  status: Status;
  severity?: Level;
  simulated?: boolean;
  basis?: ActRef;
};

export type CustodyStep = {
  state: Custody;
  at: string;
  knownAt?: string;
  officer?: string;
  evidence: ActRef;
};
export type CustodyRow = {
  party: Party;
  state: Custody;
  since: string;
  due?: string;
  officer?: string;
  reason?: Text;
  overdueBy?: number;
  online: Online;
  lastHeard?: string;
  next?: { party: Party; at: string; step: number };
  passedOn?: Party[];
  evidence?: ActRef;
  history: CustodyStep[];
  version: number;
};

export type Now = {
  now: string;
  tasks: Task[];
  chart?: Chart;
  custody?: { warning: string; headline: Text; rows: CustodyRow[] };
  skill?: { text: Text };
};

export type MarkKind = 'sent' | 'received' | 'seen' | 'accepted' | 'declined' | 'overdue' | 'deadline';
export type Mark = { at: string; kind: MarkKind; evidence?: ActRef };
export type Observed = { at: string; what: 'arrival' | 'peak' | 'reading'; measure?: Measure };
export type ChartLine = {
  place: string;
  party: Party;
  name: Text;
  km: number;
  lon: number;
  lat: number;
  arrival?: TimeBand;
  peakAt?: TimeBand;
  end?: TimeBand;
  peak?: Band & { unit: string };
  probability?: number;
  people?: number;
  observed?: Observed[];
  marks: Mark[];
  earlier?: { issued: string; arrival: TimeBand }[];
};
export type Chart = {
  case: string;
  title: Text;
  unit: string;
  now: string;
  start: string;
  end: string;
  lines: ChartLine[];
  forecasts: { issued: string; by: Party; current: boolean; exhibit: string }[];
};

export type Position = [number, number];
export type LineFeature = {
  type: 'Feature';
  properties: { id: string; name: Text };
  geometry: { type: 'LineString'; coordinates: Position[] };
};
export type PlaceState = 'none' | 'forecast' | 'reached' | 'passed';
export type PlaceProperties = {
  place: string;
  party: string;
  name: Text;
  state: PlaceState;
  arrival?: TimeBand;
  /** 0 where it is not known. */
  people?: number;
  probability?: number;
  /** Empty where the place's jurisdiction was not addressed. */
  custody?: Custody | '';
};
export type PlaceFeature = {
  type: 'Feature';
  properties: PlaceProperties;
  geometry: { type: 'Point'; coordinates: Position };
};
export type AreaFeature = {
  type: 'Feature';
  properties: { id: string; name: Text };
  geometry: { type: 'Polygon'; coordinates: Position[][] };
};
export type Collection<F> = { type: 'FeatureCollection'; features: F[] };
export type CaseMap = {
  case: string;
  now: string;
  start: string;
  end: string;
  carriers: Collection<LineFeature>;
  places: Collection<PlaceFeature>;
  areas?: Collection<AreaFeature>;
  source: Text;
};

export type InForce = 'in-force' | 'expired' | 'cancelled';
export type WarningHead = {
  id: string;
  status: Status;
  level?: Level;
  headline: Text;
  by: Party;
  issued: string;
  expires: string;
  acceptBy: string;
  version: number;
  inForce: InForce;
  counts: Partial<Record<Custody, number>>;
  mine?: Custody;
  case?: string;
};
export type Statement = { text: Text; confidence: Confidence };
export type Arrival = {
  party: Party;
  arrival?: TimeBand;
  peak?: Band & { unit: string };
  people?: number;
  situation: 0 | 1 | 2 | 3;
  tellBy: string;
};
export type VersionKind = 'issue' | 'update' | 'cancel';
export type Version = {
  version: number;
  kind: VersionKind;
  at: string;
  ref: ActRef;
  material: boolean;
  note?: Text;
};
export type Can = 'accept' | 'decline' | 'see' | 'pass' | 'update' | 'cancel';
export type Content = {
  description: Text;
  instruction: Text;
  source: Statement;
  extent: Statement;
  nature: Statement;
  trend: Statement;
  severity: string;
  urgency: string;
  certainty: string;
  event: Text;
  arrivals: Arrival[];
  exhibits: { hash: string; what: Text; simulated?: boolean }[];
  simulated?: boolean;
  basis: Measure[];
};
export type Warning = WarningHead & Content & {
  custody: CustodyRow[];
  versions: Version[];
  approvedBy: string[];
  ref: ActRef;
  capUrl: string;
  can: Can[];
  /** Beyond API.md: whom this warning may be passed on to (districts, superiors). */
  passTo?: Party[];
};
export type Draft = {
  id: string;
  kind: VersionKind;
  headline: Text;
  status: Status;
  level?: Level;
  to: Party[];
  by: string;
  needs: number;
  approvedBy: string[];
  createdAt: string;
  warning?: string;
  case?: string;
  /** What the warning would say; absent for a cancellation. */
  content?: Content;
};
/** An act was put on record, or it waits for a second officer. */
export type Outcome = { warning?: WarningHead; draft?: Draft };
export type Warnings = { warnings: WarningHead[]; drafts: Draft[] };

export type CaseHead = {
  id: string;
  title: Text;
  status: Status;
  opened: string;
  by: Party;
  situation: 0 | 1 | 2 | 3;
  phase: string;
  telling?: string;
  latest: string;
};
export type CaseEvent = {
  at: string;
  knownAt: string;
  by: Party;
  kind: string;
  text: Text;
  ref: ActRef;
  simulated?: boolean;
  contested?: boolean;
  late?: boolean;
  void?: string;
};
export type CaseStatement = {
  subject: Text;
  contested: boolean;
  values: { by: Party; at: string; value: Text; source?: string; ref: ActRef }[];
};
export type Case = CaseHead & {
  asOf: string;
  events: CaseEvent[];
  statements: CaseStatement[];
  chart?: Chart;
  from: string;
  to: string;
};

export type NeighbourState = 'ok' | 'behind' | 'silent' | 'forked' | 'upgrade-needed' | 'rolled-back';
export type Neighbour = {
  party: Party;
  origin: string;
  head?: { size: number; root: string; at: string };
  applied: number;
  behind: number;
  lastHeard?: string;
  online: Online;
  via: string;
  gaps: string[];
  state: NeighbourState;
  detail?: Text;
  held: number;
  voids: number;
};

export type JournalAct = { ref: ActRef; kind: string; by: Party; at: string; text: Text; void?: string };
export type Journal = { origin: string; size: number; checkpoint: string; vkey: string; acts: JournalAct[] };
export type ActProof = {
  ref: ActRef;
  bytes: string;
  act: unknown;
  text: Text;
  void?: string;
  checkpoint: string;
  vkey: string;
  size: number;
  proof: string[];
  citedBy: ActRef[];
  cites: ActRef[];
};

export type Demo = {
  scenario: string;
  title: Text;
  speed: number;
  paused: boolean;
  now: string;
  from: string;
  to: string;
  marks: { at: string; text: Text }[];
  nodes: { party: Party; url: string }[];
};
export type DemoAction = { action: 'pause' | 'play' | 'speed' | 'replay'; speed?: number };

export type Problem = { status: number; title: string; detail?: string; errors?: { message: string }[] };
