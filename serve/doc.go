// Package serve is the HTTP of a node: what its peers may ask, and what its own people do.
//
// A Server answers on two addresses. On the federation address, over TLS with the node's own pinned key, peers read journals as C2SP
// tlog-tiles (/log/, /mirror/), follow them as a stream (/v1/feed), fetch exhibits (members only, known by their client key) and
// newcomers ask to be admitted (/v1/join). On the console address the jurisdiction's officers log in, use the API (OpenAPI 3.1 below
// /api/v1) and load the console; whatever a page can do is a call of that API. The node's warnings are published as CAP on both (/cap/).
//
// Nothing is decided here: a handler turns a request into one call of package node, and the answer into JSON, a tile or a stream.
package serve
