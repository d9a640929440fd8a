// A stand-in for a node, for development and tests only: serves dist under the real content
// security policy and answers the contract from World.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import type { AddressInfo } from 'node:net';
import { coverage } from './cover';
import { compared, works } from './measures';
import { parties } from './parties';
import { redacted } from './redact';
import { World } from './world';

export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const types: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };

type Reply = { status?: number; body?: unknown };

export class MockNode {
  world = new World();
  /** Answers from here on are delayed by so many ms, or refused with a status. */
  delay = 0;
  refuse: { path: RegExp; status: number; detail: string } | undefined;
  requests: string[] = [];
  #dist: string;
  #server: Server | undefined;
  #streams = new Set<ServerResponse>();
  #port = 0;

  constructor(dist: string) {
    this.#dist = dist;
  }

  async start(port = 0): Promise<string> {
    // A request that is cut while it is read has nobody to answer to.
    const server = createServer((q, r) => void this.#serve(q, r).catch(() => r.destroy()));
    this.#server = server;
    await new Promise<void>((done) => server.listen(port || this.#port, '127.0.0.1', done));
    this.#port = (server.address() as AddressInfo).port;
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The node goes away: every connection is cut. */
  async stop(): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    this.#streams.clear();
    const server = this.#server;
    if (!server) return;
    server.closeAllConnections();
    await new Promise<void>((done) => server.close(() => done()));
  }

  changed(...topics: string[]): void {
    const data = JSON.stringify({ topics, at: new Date(this.world.now()).toISOString() });
    for (const stream of this.#streams) stream.write(`event: changed\ndata: ${data}\n\n`);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://mock');
    response.setHeader('Content-Security-Policy', policy);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (!url.pathname.startsWith('/api/')) return this.#file(url.pathname, response);
    this.requests.push(`${request.method} ${url.pathname}`);
    if (this.delay) await new Promise((done) => setTimeout(done, this.delay));
    if (!this.world.officer && !/\/(session|login|demo)$/.test(url.pathname)) return this.#problem(response, 401, 'Log in first.');
    if (url.pathname === '/api/v1/events') return this.#stream(response);
    if (this.refuse?.path.test(url.pathname)) return this.#problem(response, this.refuse.status, this.refuse.detail);
    const reply = request.method === 'POST' ? this.#post(url.pathname.slice(7), await read(request)) : this.#get(url);
    if (!reply) return this.#problem(response, 404, `There is no ${url.pathname} on this node.`);
    response.writeHead(reply.status ?? 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(this.world.officer?.role === 'supervisor' && !/\/session$/.test(url.pathname) ? redacted(reply.body) : (reply.body ?? {})));
  }

  #problem(response: ServerResponse, status: number, detail: string): void {
    response.writeHead(status, { 'Content-Type': 'application/problem+json', ...(status === 429 ? { 'Retry-After': '30' } : {}) });
    response.end(JSON.stringify({ status, title: 'Refused', detail }));
  }

  #file(path: string, response: ServerResponse): void {
    const wanted = join(this.#dist, normalize(path));
    const file = wanted.startsWith(this.#dist) && existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(this.#dist, 'index.html');
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    this.#streams.add(response);
    const ping = (): void => void response.write(`event: ping\ndata: ${JSON.stringify({ at: new Date(this.world.now()).toISOString() })}\n\n`);
    ping();
    const timer = setInterval(ping, 5_000);
    response.on('close', () => {
      clearInterval(timer);
      this.#streams.delete(response);
    });
  }

  #get(url: URL): Reply | undefined {
    const w = this.world;
    const path = url.pathname.slice(7);
    const one = /^\/(warnings|drafts|cases|exhibits)\/([^/]+)$/.exec(path);
    if (one) return this.#one(one[1] ?? '', decodeURIComponent(one[2] ?? ''), url);
    switch (path) {
      case '/session': return { body: w.session() };
      case '/now': return { body: w.view() };
      case '/coverage': return { body: coverage(w.now()) };
      case '/map': return { body: w.map() };
      case '/warnings': return { body: w.warnings() };
      case '/cases': return { body: w.cases() };
      case '/neighbours': return { body: w.neighbours() };
      case '/rivers': return { body: w.rivers() };
      case '/rivers/songhua-flood/measures': return { body: works(new Date(w.now()).toISOString()) };
      case '/picture': return { body: w.picture() };
      case '/duties': return { body: w.duties(url.searchParams.get('party') ?? undefined, url.searchParams.get('case') ?? undefined) };
      case '/demo': return { body: w.demo() };
      case '/journal': return this.#journal(url);
      case '/journal/act': return this.#act(url);
      default: return this.#body(w.governance.get(path, w.officer?.role, new Date(w.now()).toISOString()));
    }
  }

  #body(body: object | undefined): Reply | undefined {
    return body ? { body } : undefined;
  }

  #one(what: string, id: string, url: URL): Reply | undefined {
    const w = this.world;
    if (what === 'warnings') return id === 'daqing-101' ? { body: w.warning() } : undefined;
    if (what === 'drafts') {
      const draft = w.drafts.find((d) => d.id === id);
      return draft ? { body: draft } : undefined;
    }
    if (what === 'cases') return id === 'songhua-2005' ? { body: w.case(url.searchParams.has('asOf') ? Date.parse(url.searchParams.get('asOf') ?? '') : w.now()) } : undefined;
    return { body: { exhibit: id } };
  }

  #journal(url: URL): Reply | undefined {
    const log = this.world.logs.get(url.searchParams.get('origin') ?? 'harbin/journal/1');
    if (!log) return undefined;
    const before = Number(url.searchParams.get('before') ?? log.entries.length);
    return { body: { origin: log.origin, size: log.entries.length, checkpoint: log.checkpoint(), vkey: log.vkey, acts: log.list(before, Number(url.searchParams.get('limit') ?? 50)) } };
  }

  #act(url: URL): Reply | undefined {
    const proof = this.world.logs.get(url.searchParams.get('origin') ?? '')?.proof(Number(url.searchParams.get('index')), []);
    if (!proof) return undefined;
    return { body: this.world.tampered ? { ...proof, bytes: Buffer.from(proof.bytes ?? '', 'base64').toString('base64').replace(/^./, 'f') } : proof };
  }

  #post(path: string, body: Record<string, unknown>): Reply | undefined {
    const w = this.world;
    if (path === '/login') {
      if (body.password !== 'songhua') return { status: 401, body: { status: 401, title: 'Unauthorized', detail: '' } };
      w.officer = { name: '王岚', login: String(body.login), role: 'duty-officer' };
      return { body: w.session() };
    }
    if (path === '/logout') {
      w.officer = undefined;
      return {};
    }
    if (path === '/demo') {
      w.steer(body as { action: string; speed?: number });
      this.changed('clock', 'now');
      return { body: w.demo() };
    }
    if (path === '/rivers/songhua/run') return { body: w.run(body) };
    if (path === '/rivers/songhua-flood/measures') return { body: compared(body, new Date(w.now()).toISOString()) };
    const rules = w.governance.post(path, body);
    if (rules) return { body: rules };
    if (path === '/cases') return this.#said('incident.open', body, body.to as string[] | undefined);
    if (path.startsWith('/acts/')) return this.#said(path.slice(6), body.body as Record<string, unknown>, body.to as string[] | undefined);
    const draft = /^\/drafts\/([^/]+)\/(approve|discard)$/.exec(path);
    if (draft) return this.#draft(draft[1] ?? '', draft[2] ?? '', body);
    const act = /^\/warnings\/([^/]+)\/(\w+)$/.exec(path);
    return act ? this.#warn(act[2] ?? '', body) : undefined;
  }

  /** Any act that an officer puts on record. */
  #said(kind: string, body: Record<string, unknown>, to: string[] | undefined): Reply {
    const said = this.world.say(kind, body, to);
    this.changed('now', 'duties', 'cases', 'case:songhua-2005', 'agreements', 'meetings', 'findings', 'journal');
    return { body: said };
  }

  #draft(id: string, verb: string, body: Record<string, unknown>): Reply {
    const w = this.world;
    if (verb === 'approve' && body.confirm !== w.status) return { status: 409, body: { status: 409, title: 'Conflict', detail: `This draft is ${w.status}, not ${String(body.confirm)}.` } };
    w.drafts = w.drafts.filter((d) => d.id !== id);
    this.changed('warnings', 'now');
    return {};
  }

  #warn(verb: string, body: Record<string, unknown>): Reply {
    const w = this.world;
    if (verb === 'accept') w.answer('accepted', {});
    if (verb === 'see') w.answer('seen', {});
    if (verb === 'decline') w.answer('declined', { reason: { en: String(body.reason), 'zh-Hans': String(body.reason) } });
    if (verb === 'pass') w.answer('passed-on', { passedOn: parties.filter((d) => (body.to as string[]).includes(d.id)) });
    if (verb === 'update' || verb === 'cancel') {
      const draft = { ...(w.drafts[0] ?? w.warnings().drafts[0]), id: `draft-${verb}`, kind: verb, headline: w.head().headline, status: w.status, to: w.rows.map((r) => r.party), by: '王岚', needs: 2, approvedBy: ['王岚'], createdAt: new Date(w.now()).toISOString(), warning: 'daqing-101' };
      w.drafts = [...w.drafts, draft as (typeof w.drafts)[number]];
      this.changed('warnings', 'now');
      return { body: { draft } };
    }
    this.changed('warnings', 'now', 'journal');
    return { body: { warning: w.head() } };
  }
}

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return parts.length ? (JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>) : {};
}
