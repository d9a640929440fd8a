package follow

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// event is one server-sent event (WHATWG HTML section 9.2.6), without what we never use: id and retry.
type event struct {
	name string
	data []byte
}

var errEventTooLong = errors.New("event is too long")

// maxEvent bounds an event: a feed sends at most 1 MiB of entries in one, or a single entry, as base64 in JSON.
const maxEvent = 2 << 20

// readEvent reads the next event that has data. Comments and unknown fields are skipped, LF and CRLF both end a line;
// a lone CR, which nobody sends, does not. An event cut off by the end of the stream is dropped, as the standard says.
// The total read for one event is bounded, comments included, so that nobody can keep us reading for ever.
func readEvent(r *bufio.Reader) (event, error) {
	e := event{name: "message"}
	total := 0
	var data []byte
	has := false
	for {
		line, err := readLine(r, maxEvent-total)
		if err != nil {
			return event{}, err
		}
		total += len(line) + 1
		line = bytes.TrimSuffix(line, []byte("\r"))
		if len(line) == 0 {
			if has {
				e.data = data
				return e, nil
			}
			e.name = "message"
			continue
		}
		field, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(field) {
		case "event":
			e.name = string(value)
		case "data":
			if has {
				data = append(data, '\n')
			}
			data, has = append(data, value...), true
		}
	}
}

// readLine reads up to and without the next LF.
func readLine(r *bufio.Reader, limit int) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > limit {
			return nil, fmt.Errorf("%w: over %d bytes", errEventTooLong, maxEvent)
		}
		line = append(line, part...)
		switch {
		case err == nil:
			return line[:len(line)-1], nil
		case errors.Is(err, bufio.ErrBufferFull):
		case err == io.EOF && len(line) > 0:
			return nil, io.ErrUnexpectedEOF
		default:
			return nil, err
		}
	}
}
