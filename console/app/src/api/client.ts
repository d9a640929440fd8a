// Typed calls to the node this page came from. One function per path of the contract;
// a failed call is always a Refusal with a sentence for a person.
import type {
  Accesses, ActProof, Bodies, Case, CaseMap, Cases, Change, Checked, Compared, Coverage, Demo, DemoAction, Directory, Draft, Duties, Exercises, Filled, Findings, Instrument, Instruments, Journal, Meeting, Meetings, Neighbours, Now,
  Participation,
  Assumptions, MeasuresAsked, Outcome, Packs, Picture, Refused, Rivers, Said, Session, Steady, Trial, Warning, Warnings, Works,
} from './types';

const base = '/api/v1';

/** What went wrong with a call: unreachable (status 0), refused, or failed inside the node. */
export class Refusal extends Error {
  readonly status: number;
  readonly retryAfter: number | undefined;
  constructor(status: number, detail: string, retryAfter?: number) {
    super(detail);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

async function refusal(answer: Response): Promise<Refusal> {
  const after = Number(answer.headers.get('Retry-After') ?? Number.NaN);
  let detail = '';
  try {
    const problem = (await answer.json()) as Refused;
    const reasons = (problem.errors ?? []).map((e) => e.message).filter(Boolean);
    detail = [problem.detail ?? problem.title, ...reasons].join(' · ');
  } catch {
    detail = `${answer.status} ${answer.statusText}`;
  }
  return new Refusal(answer.status, detail, Number.isFinite(after) ? after : undefined);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(base + path, { credentials: 'same-origin', ...init });
  } catch {
    throw new Refusal(0, '');
  }
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

async function get<T>(path: string): Promise<T> {
  return (await (await send(path, { headers: { Accept: 'application/json' } })).json()) as T;
}

async function post(path: string, body: object): Promise<Response> {
  return send(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(body),
  });
}


async function act(id: string, verb: string, body: object): Promise<Outcome> {
  return (await (await post(`/warnings/${encodeURIComponent(id)}/${verb}`, body)).json()) as Outcome;
}

function query(params: Record<string, string | number | undefined>): string {
  const q = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value !== undefined && value !== '') q.set(key, String(value));
  const text = q.toString();
  return text ? `?${text}` : '';
}

export const api = {
  events: `${base}/events`,
  exhibit: (hash: string) => `${base}/exhibits/${hash}`,
  session: () => get<Session>('/session'),
  login: async (login: string, password: string) => (await (await post('/login', { login, password })).json()) as Session,
  logout: async () => void (await post('/logout', {})),
  now: () => get<Now>('/now'),
  coverage: () => get<Coverage>('/coverage'),
  map: (caseId?: string) => get<CaseMap>(`/map${query({ case: caseId })}`),
  warnings: () => get<Warnings>('/warnings'),
  warning: (id: string) => get<Warning>(`/warnings/${encodeURIComponent(id)}`),
  see: (id: string) => act(id, 'see', {}),
  accept: (id: string, note?: string) => act(id, 'accept', note ? { note } : {}),
  decline: (id: string, reason: string) => act(id, 'decline', { reason }),
  pass: (id: string, to: string[]) => act(id, 'pass', { to }),
  update: (id: string, change: Change) => act(id, 'update', change),
  cancel: (id: string, reason: string) => act(id, 'cancel', { reason }),
  draft: (id: string) => get<Draft>(`/drafts/${encodeURIComponent(id)}`),
  approve: async (id: string, confirm: string) => void (await post(`/drafts/${encodeURIComponent(id)}/approve`, { confirm })),
  discard: async (id: string) => void (await post(`/drafts/${encodeURIComponent(id)}/discard`, {})),
  cases: () => get<Cases>('/cases'),
  case: (id: string, asOf?: string) => get<Case>(`/cases/${encodeURIComponent(id)}${query({ asOf })}`),
  neighbours: () => get<Neighbours>('/neighbours'),
  journal: (origin?: string, before?: number, limit = 50) => get<Journal>(`/journal${query({ origin, before, limit })}`),
  act: (origin: string, index: number) => get<ActProof>(`/journal/act${query({ origin, index })}`),
  rivers: () => get<Rivers>('/rivers'),
  /** Runs a river's model as an analyst supposes. */
  run: async (id: string, supposed: Assumptions) => (await (await post(`/rivers/${encodeURIComponent(id)}/run`, supposed)).json()) as Trial,
  works: (id: string) => get<Works>(`/rivers/${encodeURIComponent(id)}/measures`),
  /** What sets of measures would change on a river. */
  measures: async (id: string, asked: MeasuresAsked) => (await (await post(`/rivers/${encodeURIComponent(id)}/measures`, asked)).json()) as Compared,
  picture: () => get<Picture>('/picture'),
  /** Of this node's own party; of another; of everybody ("*"); of one case. */
  duties: (party?: string, caseId?: string) => get<Duties>(`/duties${query({ party, case: caseId })}`),
  openCase: async (opening: object) => (await (await post('/cases', opening)).json()) as Said,
  /** Put an act of a kind on record; to: exactly who is told. */
  say: async (kind: string, body: object, to?: string[]) => (await (await post(`/acts/${kind}`, to ? { to, body } : { body })).json()) as Said,
  demo: () => get<Demo>('/demo'),
  steer: async (action: DemoAction) => (await (await post('/demo', action)).json()) as Demo,
  // Rules and bodies.
  agreements: () => get<Instruments>('/agreements'),
  agreement: (id: string) => get<Instrument>(`/agreements/${encodeURIComponent(id)}`),
  check: async (instrument: object) => (await (await post('/agreements/check', { instrument })).json()) as Checked,
  packs: () => get<Packs>('/packs'),
  fill: async (name: string, parties: string[]) => (await (await post(`/packs/${encodeURIComponent(name)}/fill`, { parties })).json()) as Filled,
  bodies: () => get<Bodies>('/bodies'),
  exercises: () => get<Exercises>('/exercises'),
  steady: () => get<Steady>('/steady'),
  directory: () => get<Directory>('/directory'),
  meetings: () => get<Meetings>('/meetings'),
  meeting: (id: string) => get<Meeting>(`/meetings/${encodeURIComponent(id)}`),
  findings: () => get<Findings>('/findings'),
  /** Of one member line by line, or of all in figures, from a moment on. */
  record: (party?: string, from?: string) => get<Participation>(`/record${query({ party, from })}`),
  accesses: () => get<Accesses>('/accesses'),
};
