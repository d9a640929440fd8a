package follow

import (
	"encoding/binary"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/journal"
)

// edge is the right edge of a journal's tree: the compact frontier, from which the root follows, and the incomplete
// tiles that the next leaves go into. It is cloned, extended and compared with a signed head before anything is
// stored: who holds all entries needs no consistency proof.
type edge struct {
	journal.Frontier
	tiles [][]byte // tiles[L]: the hashes of the incomplete right-most tile of level L
}

// fullTile is a tile that just became complete, and will never change again.
type fullTile struct {
	level int
	n     int64
	data  []byte
}

func (e *edge) size() int64 { return e.Frontier.Size() }

func (e *edge) clone() edge {
	c := edge{Frontier: e.Frontier.Clone(), tiles: make([][]byte, len(e.tiles))}
	for i, t := range e.tiles {
		c.tiles[i] = append(make([]byte, 0, len(t)+tlog.HashSize), t...)
	}
	return c
}

// add appends one entry and the tiles that it completes to full.
func (e *edge) add(full []fullTile, entry []byte) []fullTile {
	at := e.size()
	for level, h := range e.Frontier.AppendHash(tlog.RecordHash(entry)) {
		if level%tileH != 0 {
			continue
		}
		l := level / tileH
		for len(e.tiles) <= l {
			e.tiles = append(e.tiles, nil)
		}
		e.tiles[l] = append(e.tiles[l], h[:]...)
		if len(e.tiles[l]) == tileWidth*tlog.HashSize {
			full = append(full, fullTile{level: l, n: at >> (level + tileH), data: e.tiles[l]})
			e.tiles[l] = nil
		}
	}
	return full
}

// loadEdge rebuilds the edge of a tree of the given size from stored tiles.
func loadEdge(size int64, hashes tlog.HashReader, tile func(l int, n int64) ([]byte, error)) (edge, error) {
	var at []int64
	for done, bit := int64(0), 62; bit >= 0; bit-- {
		if size>>bit&1 == 1 {
			at = append(at, tlog.StoredHashIndex(bit, done>>bit))
			done += 1 << bit
		}
	}
	peaks, err := hashes.ReadHashes(at)
	if err != nil {
		return edge{}, err
	}
	b := binary.BigEndian.AppendUint64(nil, uint64(size))
	for _, h := range peaks {
		b = append(b, h[:]...)
	}
	var e edge
	if err := e.UnmarshalBinary(b); err != nil {
		return edge{}, err
	}
	for l := 0; size>>(l*tileH) > 0; l++ {
		n := size >> (l * tileH)
		w := int(n%tileWidth) * tlog.HashSize
		var data []byte
		if w > 0 {
			if data, err = tile(l, n/tileWidth); err != nil {
				return edge{}, err
			}
			if len(data) < w {
				return edge{}, fmt.Errorf("follow: stored tile %d/%d has %d bytes, want %d", l, n/tileWidth, len(data), w)
			}
			data = append([]byte(nil), data[:w]...)
		}
		e.tiles = append(e.tiles, data)
	}
	return e, nil
}
