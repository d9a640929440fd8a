// Paths of the console and what they show. The node serves index.html for all of them.

export type Route =
  | { page: 'now' }
  | { page: 'map' }
  | { page: 'warnings' }
  | { page: 'warning'; id: string }
  | { page: 'draft'; id: string }
  | { page: 'cases' }
  | { page: 'case'; id: string }
  | { page: 'neighbours' }
  | { page: 'journal'; origin?: string; before?: number }
  | { page: 'act'; origin: string; index: number }
  | { page: 'login'; back: string }
  | { page: 'lost'; path: string };

const simple = ['now', 'map', 'warnings', 'cases', 'neighbours'] as const;
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

function one(head: string, id: string): Route | undefined {
  if (head === 'warnings') return { page: 'warning', id };
  if (head === 'cases') return { page: 'case', id };
  if (head === 'drafts') return { page: 'draft', id };
  return undefined;
}

export function parse(path: string, search: string): Route {
  const params = new URLSearchParams(search);
  const [head = '', id, more] = path.split('/').filter(Boolean).map(decodeURIComponent);
  if (head === '') return { page: 'now' };
  if (more === undefined && id !== undefined) return one(head, id) ?? { page: 'lost', path };
  if (id !== undefined) return { page: 'lost', path };
  if (head === 'journal') return journal(params);
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

export function draftPath(id: string): string {
  return `/drafts/${encodeURIComponent(id)}`;
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
