package node

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"tongzhou/act"
)

// Metrics are the figures that an operator watches, by the names that monitoring expects.
func (n *Node) Metrics() *prometheus.Registry {
	r := prometheus.NewRegistry()
	gauge := func(name, help string, f func() float64) {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "tongzhou", Name: name, Help: help}, f))
	}
	gauge("journal_size", "Acts in this node's own journal.", func() float64 { return float64(n.journal.Size()) })
	gauge("guard_open", "1 when the rollback guard lets this node write.", func() float64 {
		if open, _ := n.guard.state(); open {
			return 1
		}
		return 0
	})
	gauge("acts_held", "Acts that wait for others.", func() float64 {
		n.mu.Lock()
		defer n.mu.Unlock()
		held := 0
		for range n.docket.Holding() {
			held++
		}
		return float64(held)
	})
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), peerMetrics{n})
	return r
}

// peerMetrics reports one line for each followed journal.
type peerMetrics struct{ n *Node }

func peerDescs() [3]*prometheus.Desc {
	desc := func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc("tongzhou_peer_"+name, help, []string{"peer"}, nil)
	}
	return [3]*prometheus.Desc{desc("journal_size", "Acts held of a neighbour's journal."), desc("behind", "Acts that a neighbour's signed head promises and that are not here."),
		desc("online", "1 when the neighbour's node is heard of.")}
}

// Describe implements prometheus.Collector.
func (p peerMetrics) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range peerDescs() {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (p peerMetrics) Collect(ch chan<- prometheus.Metric) {
	descs := peerDescs()
	for _, s := range p.n.follower.Status() {
		id, err := act.Author(s.Origin)
		if err != nil {
			continue
		}
		online := 0.0
		if p.n.online(s) == "on" {
			online = 1
		}
		for i, v := range []float64{float64(s.Size), float64(s.Behind), online} {
			ch <- prometheus.MustNewConstMetric(descs[i], prometheus.GaugeValue, v, string(id))
		}
	}
}
