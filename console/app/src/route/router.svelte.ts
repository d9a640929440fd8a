// Paths of the console and what they show. The node serves index.html for all of them.

/** Where an editor begins: an empty sheet, a pack that ships, or the text in force. */
export type Beginning = { from?: string; amend?: string };

export type Route =
  | { page: 'now' }
  | { page: 'map' }
  | { page: 'forecast' }
  | { page: 'measures' }
  | { page: 'warnings' }
  | { page: 'warning'; id: string }
  | { page: 'draft'; id: string }
  | { page: 'picture' }
  | { page: 'wall' }
  | { page: 'duties'; party?: string; case?: string }
  | { page: 'cases' }
  | { page: 'open-case'; breaks?: string }
  | { page: 'case'; id: string }
  | { page: 'agreements' }
  | { page: 'agreement'; id: string }
  | ({ page: 'editor' } & Beginning)
  | { page: 'packs' }
  | { page: 'pack'; name: string }
  | { page: 'bodies' }
  | { page: 'exercises' }
  | { page: 'meetings' }
  | { page: 'meeting'; id: string }
  | { page: 'call'; body?: string; request?: string }
  | { page: 'findings' }
  | { page: 'record'; party?: string }
  | { page: 'accesses' }
  | { page: 'neighbours' }
  | { page: 'journal'; origin?: string; before?: number }
  | { page: 'act'; origin: string; index: number }
  | { page: 'login'; back: string }
  | { page: 'lost'; path: string };

const simple = [
  'now', 'picture', 'wall', 'map', 'forecast', 'measures', 'warnings', 'cases', 'agreements', 'packs', 'bodies', 'exercises', 'meetings', 'findings', 'accesses', 'neighbours',
] as const;
type Simple = (typeof simple)[number];

function isSimple(name: string): name is Simple {
  return (simple as readonly string[]).includes(name);
}

function journal(params: URLSearchParams): Route {
  const origin = params.get('origin') ?? undefined;
  const index = params.get('index');
  if (origin !== undefined && index !== null && /^\d+$/.test(index)) return { page: 'act', origin, index: Number(index) };
  const before = params.get('before');
  return { page: 'journal', ...(origin ? { origin } : {}), ...(before && /^\d+$/.test(before) ? { before: Number(before) } : {}) };
}

/** Only the parameters that a page knows, and only those that were given. */
function given<K extends string>(params: URLSearchParams, ...names: K[]): Partial<Record<K, string>> {
  const out: Partial<Record<K, string>> = {};
  for (const name of names) {
    const value = params.get(name);
    if (value) out[name] = value;
  }
  return out;
}

function duties(params: URLSearchParams): Route {
  const [party, about] = [params.get('party'), params.get('case')];
  return { page: 'duties', ...(party ? { party } : {}), ...(about ? { case: about } : {}) };
}

function one(head: string, id: string, params: URLSearchParams): Route | undefined {
  if (head === 'agreements') return id === 'new' ? { page: 'editor', ...given(params, 'from', 'amend') } : { page: 'agreement', id };
  if (head === 'meetings') return id === 'new' ? { page: 'call', ...given(params, 'body', 'request') } : { page: 'meeting', id };
  if (head === 'packs') return { page: 'pack', name: id };
  if (head === 'warnings') return { page: 'warning', id };
  if (head === 'cases' && id === 'new') return { page: 'open-case', ...given(params, 'breaks') };
  if (head === 'cases') return { page: 'case', id };
  if (head === 'drafts') return { page: 'draft', id };
  return undefined;
}

export function parse(path: string, search: string): Route {
  const params = new URLSearchParams(search);
  const [head = '', id, more] = path.split('/').filter(Boolean).map(decodeURIComponent);
  if (head === '') return { page: 'now' };
  if (more === undefined && id !== undefined) return one(head, id, params) ?? { page: 'lost', path };
  if (id !== undefined) return { page: 'lost', path };
  if (head === 'journal') return journal(params);
  if (head === 'duties') return duties(params);
  if (head === 'record') return { page: 'record', ...given(params, 'party') };
  if (head === 'login') return { page: 'login', back: safe(params.get('back')) };
  return isSimple(head) ? { page: head } : { page: 'lost', path };
}

/** Only a path of our own: a link must not send an officer elsewhere after the login. */
function safe(back: string | null): string {
  return back && /^\/(?![/\\])/.test(back) ? back : '/';
}

export function actPath(ref: { journal: string; index: number }): string {
  return `/journal?origin=${encodeURIComponent(ref.journal)}&index=${ref.index}`;
}

export function warningPath(id: string): string {
  return `/warnings/${encodeURIComponent(id)}`;
}

export function casePath(id: string): string {
  return `/cases/${encodeURIComponent(id)}`;
}

export function dutiesPath(party?: string, about?: string): string {
  const q = new URLSearchParams({ ...(party ? { party } : {}), ...(about ? { case: about } : {}) }).toString();
  return q ? `/duties?${q}` : '/duties';
}

export function recordPath(party?: string): string {
  return party ? `/record?party=${encodeURIComponent(party)}` : '/record';
}

export function draftPath(id: string): string {
  return `/drafts/${encodeURIComponent(id)}`;
}

export function agreementPath(id: string): string {
  return `/agreements/${encodeURIComponent(id)}`;
}

export function editorPath(beginning: Beginning): string {
  const q = new URLSearchParams(beginning).toString();
  return q ? `/agreements/new?${q}` : '/agreements/new';
}

export function packPath(name: string): string {
  return `/packs/${encodeURIComponent(name)}`;
}

export function meetingPath(id: string): string {
  return `/meetings/${encodeURIComponent(id)}`;
}

class Router {
  route = $state.raw<Route>(parse(location.pathname, location.search));

  start(): () => void {
    const read = (): void => {
      this.route = parse(location.pathname, location.search);
    };
    const click = (event: MouseEvent): void => {
      const link = (event.target as Element | null)?.closest('a');
      const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
      if (!link || !plain || event.defaultPrevented || link.target || link.origin !== location.origin) return;
      if (link.hasAttribute('download') || link.pathname.startsWith('/api/') || link.getAttribute('href')?.startsWith('#')) return;
      event.preventDefault();
      this.go(link.pathname + link.search);
    };
    addEventListener('popstate', read);
    document.addEventListener('click', click);
    return () => {
      removeEventListener('popstate', read);
      document.removeEventListener('click', click);
    };
  }

  go(path: string): void {
    if (path !== location.pathname + location.search) history.pushState(null, '', path);
    this.route = parse(location.pathname, location.search);
    scrollTo(0, 0);
    // The new page begins at its heading for everybody, also for a screen reader.
    requestAnimationFrame(() => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }));
  }
}

export const router = new Router();
