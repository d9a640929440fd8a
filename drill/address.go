package drill

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
)

// freeAddress finds a port of the loopback interface that a city can keep over restarts. It lies below those from which systems give out ports by themselves
// (32768 and more): one of these could be taken by any connection while the city is stopped.
func freeAddress() (string, error) {
	var last error
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 10_000+rand.IntN(22_000)))
		if err != nil {
			last = err
			continue
		}
		return l.Addr().String(), l.Close()
	}
	return "", errors.Join(errors.New("drill: no port is free between 10000 and 32000"), last)
}
