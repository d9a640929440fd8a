package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"tongzhou/console"
	"tongzhou/node"
	"tongzhou/serve"
)

const serveHelp = `Runs a node until it is told to stop (SIGTERM, Ctrl-C): what was acknowledged is on disk.

Peers are answered on the federation address, the jurisdiction's own people on the console address. GET /healthz says how the node is;
/metrics, for those who are logged in, has the figures.`

type serveCmd struct {
	Config  string `required:"" type:"path" help:"Configuration file or data directory."`
	Alone   bool   `help:"Write although no neighbour can be asked whether it holds a longer copy of our journal. Make sure first that the data directory is no old copy."`
	Verbose bool   `help:"Log what the node does in detail."`
}

// Help is the long help of the command.
func (serveCmd) Help() string { return serveHelp }

// Run runs the node.
func (s *serveCmd) Run(c *terminal) error {
	cfg, err := node.FindConfig(s.Config)
	if err != nil {
		return err
	}
	level := slog.LevelInfo
	if s.Verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewJSONHandler(c.err, &slog.HandlerOptions{Level: level}))
	n, err := node.New(c.ctx, cfg, node.Options{Log: log, Alone: s.Alone})
	if err != nil {
		return err
	}
	assets, err := console.Handler()
	if err != nil {
		return closing(err, n.Stop())
	}
	server, err := serve.NewServer(n, serve.Options{Assets: assets, Log: log})
	if err != nil {
		return closing(err, n.Stop())
	}
	if err := server.Serve(); err != nil {
		return closing(err, n.Stop())
	}
	if err := n.Start(context.WithoutCancel(c.ctx)); err != nil {
		return closing(err, n.Stop())
	}
	log.Info("serving", "node", string(cfg.ID), "federation", server.FederationAddr(), "console", server.ConsoleURL())
	select {
	case <-c.ctx.Done():
		err = nil
	case <-n.Failed().Done():
		err = context.Cause(n.Failed())
	}
	log.Info("stopping")
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if tidy := errors.Join(server.Shutdown(ctx), n.Stop()); err == nil && tidy != nil {
		err = fmt.Errorf("stop: %w", tidy)
	}
	return err
}
