package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tongzhou/follow"
	"tongzhou/journal"
	"tongzhou/node"
	"tongzhou/node/view"
	"tongzhou/warning/capxml"
)

// Server answers for one node: its peers on one address, over TLS with the node's own key, and its own people on another.
type Server struct {
	node       *node.Node
	accounts   *Accounts
	opt        Options
	federation net.Listener
	console    net.Listener
	servers    []*http.Server
	log        *slog.Logger
}

// Options are what a server is given besides the node.
type Options struct {
	// Assets are the console's pages.
	Assets http.Handler
	// Visitor is who somebody without a log-in is taken for. Only a demonstration has one.
	Visitor *view.Officer
	// Extra adds handlers to the console's address, such as the controls of a demonstration.
	Extra func(mux *http.ServeMux, allow Allow)
	Log   *slog.Logger
}

// NewServer opens both addresses, so that the node's own can be known before it starts. Nothing is answered before Serve.
func NewServer(n *node.Node, opt Options) (*Server, error) {
	cfg := n.Config()
	accounts, err := NewAccounts(AccountsConfig{Store: n.Store(), Jurisdiction: string(cfg.ID),
		Answer: func(o Officer) any {
			return n.Session(&view.Officer{Login: o.Login, Name: o.Name, Role: string(o.Role)})
		}})
	if err != nil {
		return nil, err
	}
	s := &Server{node: n, accounts: accounts, opt: opt, log: opt.Log}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.federation, err = net.Listen("tcp", cfg.Federation); err != nil {
		return nil, fmt.Errorf("serve: federation address: %w", err)
	}
	if s.console, err = net.Listen("tcp", cfg.Console); err != nil {
		s.federation.Close()
		return nil, fmt.Errorf("serve: console address: %w", err)
	}
	return s, nil
}

// FederationAddr is where peers are answered.
func (s *Server) FederationAddr() string { return s.federation.Addr().String() }

// ConsoleAddr is the address of the console.
func (s *Server) ConsoleAddr() string { return s.console.Addr().String() }

// ConsoleURL is where the node's people look.
func (s *Server) ConsoleURL() string {
	scheme := "http"
	if s.node.Config().ConsoleCert != "" {
		scheme = "https"
	}
	return scheme + "://" + s.console.Addr().String()
}

// Serve begins to answer and returns. Failures after that are logged and end up on done.
func (s *Server) Serve() error {
	console, err := s.consoleHandler()
	if err != nil {
		return err
	}
	cfg := s.node.Config()
	peers := &http.Server{Handler: s.federationHandler(), TLSConfig: s.node.ServerTLS(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
	people := &http.Server{Handler: console, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
	s.servers = []*http.Server{peers, people}
	go s.run("federation", func() error { return peers.ServeTLS(s.federation, "", "") })
	go s.run("console", func() error {
		if cfg.ConsoleCert != "" {
			return people.ServeTLS(s.console, cfg.ConsoleCert, cfg.ConsoleKey)
		}
		return people.Serve(s.console)
	})
	return nil
}

func (s *Server) run(what string, serve func() error) {
	if err := serve(); err != nil && !errors.Is(err, http.ErrServerClosed) {
		s.log.Error("no longer answered", "what", what, "err", err)
	}
}

// Shutdown stops answering: what is under way may finish until ctx ends, streams are cut.
func (s *Server) Shutdown(ctx context.Context) error {
	var errs []error
	for _, h := range s.servers {
		if err := h.Shutdown(ctx); err != nil {
			errs = append(errs, h.Close())
		}
	}
	if s.servers == nil {
		errs = append(errs, s.federation.Close(), s.console.Close())
	}
	return errors.Join(errs...)
}

// federationHandler is what peers may ask.
func (s *Server) federationHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/log/", http.StripPrefix("/log", Log(s.node.Own())))
	mux.Handle("/mirror/", http.StripPrefix("/mirror", Mirror(s.mirror)))
	mux.Handle("GET /v1/feed", Feed(FeedConfig{Own: s.node.Own(), Copies: s.node.Follower()}))
	mux.HandleFunc("GET /v1/exhibit/{hash}", s.exhibit)
	mux.HandleFunc("POST /v1/join", s.join)
	mux.Handle("/cap/", s.capHandler(s.member))
	mux.HandleFunc("GET /healthz", s.health)
	return mux
}

// mirror finds a journal by the hash of its origin: a neighbour's copy, or our own.
func (s *Server) mirror(hash string) (journal.Reader, bool) {
	for _, r := range append([]journal.Reader{s.node.Own()}, s.node.Follower().Readers()...) {
		if follow.OriginHash(r.Origin()) == hash {
			return r, true
		}
	}
	return nil, false
}

// member reports whether a request comes from a member of the alliance, by the key of its client certificate.
func (s *Server) member(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && s.node.IsMember(r.TLS.PeerCertificates[0])
}

// exhibit serves evidence to members only: what a city shares with the alliance it has not published.
func (s *Server) exhibit(w http.ResponseWriter, r *http.Request) {
	if !s.member(r) {
		http.Error(w, "exhibits are for members of the alliance; this connection did not show a member's key", http.StatusForbidden)
		return
	}
	body, mediaType, err := s.node.Exhibit(r.Context(), r.PathValue("hash"))
	if err != nil {
		var refused *node.Refused
		if errors.As(err, &refused) {
			http.Error(w, refused.Text, http.StatusNotFound)
			return
		}
		http.Error(w, "the exhibit cannot be read", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	w.Write(body)
}

// join admits a newcomer that has an invitation.
func (s *Server) join(w http.ResponseWriter, r *http.Request) {
	var req node.Request
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 256<<10)).Decode(&req); err != nil {
		http.Error(w, "the request is no join request: "+err.Error(), http.StatusBadRequest)
		return
	}
	ref, err := s.node.Receive(r.Context(), req)
	if err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(view.Ref(ref))
}

// health says whether the node runs, and whether it may write.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	open, trouble := s.node.Guard()
	state := struct {
		Node    string `json:"node"`
		Writes  bool   `json:"writes"`
		Trouble string `json:"trouble,omitempty"`
	}{string(s.node.ID()), open, trouble}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if s.node.Failed() != nil && s.node.Failed().Err() != nil {
		state.Trouble = context.Cause(s.node.Failed()).Error()
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	json.NewEncoder(w).Encode(state)
}

// policy is what a page of the console may load: only what this node serves.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; font-src 'self'; media-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// consoleHandler is what the jurisdiction's own people see.
func (s *Server) consoleHandler() (http.Handler, error) {
	mux := http.NewServeMux()
	api := API(mux, s.node, s.allow)
	if s.opt.Visitor != nil {
		demonstration(api.OpenAPI())
	}
	mux.Handle("POST "+apiPrefix+"/login", s.accounts.LoginHandler())
	mux.Handle("POST "+apiPrefix+"/logout", s.accounts.LogoutHandler())
	mux.Handle("GET "+apiPrefix+"/events", s.looking(Events(s.node)))
	mux.Handle("GET /metrics", s.looking(promhttp.HandlerFor(s.node.Metrics(), promhttp.HandlerOpts{})))
	mux.HandleFunc("GET /healthz", s.health)
	mux.Handle("/cap/", s.looking(s.logged(s.capHandler(func(*http.Request) bool { return true }))))
	if s.opt.Extra != nil {
		s.opt.Extra(mux, s.allow)
	}
	mux.HandleFunc(apiPrefix+"/", func(w http.ResponseWriter, r *http.Request) {
		(&Denied{Status: http.StatusNotFound, Detail: "The API has no " + r.Method + " " + r.URL.Path + "."}).refuse(w)
	})
	if s.opt.Assets != nil {
		mux.Handle("/", s.opt.Assets)
	}
	sameOrigin, err := SameOrigin()
	if err != nil {
		return nil, err
	}
	guarded := sameOrigin(s.accounts.Sessions(mux))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		if strings.HasPrefix(r.URL.Path, apiPrefix) {
			h.Set("Cache-Control", "no-store")
		}
		guarded.ServeHTTP(w, r)
	}), nil
}

// allow finds out who sent a request and whether that person may do the action.
func (s *Server) allow(ctx context.Context, action Action) (view.Officer, error) {
	o, err := s.accounts.Allow(ctx, action)
	if err != nil {
		if _, in := OfficerOf(ctx); !in && s.opt.Visitor != nil && Role(s.opt.Visitor.Role).May(action) {
			return *s.opt.Visitor, nil
		}
		return view.Officer{}, err
	}
	return view.Officer{Login: o.Login, Name: o.Name, Role: string(o.Role)}, nil
}

// looking lets only those through who may look.
func (s *Server) looking(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := s.allow(r.Context(), MayLook); err != nil {
			var d *Denied
			if errors.As(err, &d) {
				d.refuse(w)
			}
			return
		}
		next.ServeHTTP(w, r)
	})
}

// logged writes down that a supervisor looks at what is answered past the API.
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := s.allow(r.Context(), MayLook)
		if err == nil {
			err = s.node.Looked(r.Context(), who, r.URL.RequestURI())
		}
		if err != nil {
			(&Denied{Status: http.StatusServiceUnavailable, Detail: "This look cannot be logged, and what is not logged is not shown. Nothing was done. Try again in a few seconds."}).refuse(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// capHandler serves this node's warnings as CAP.
func (s *Server) capHandler(mayRead func(*http.Request) bool) http.Handler {
	return CAP(CAPFeed{Publisher: s.node.Session(nil).Party.Name["en"], ID: string(s.node.ID()), Alerts: s.node.Alerts, Now: s.node.Time,
		Readable: func(r *http.Request, scope capxml.Scope) bool { return scope == capxml.Public || mayRead(r) },
		Refused:  func(err error) { s.log.Error("a warning cannot be written as CAP", "err", err) }})
}
