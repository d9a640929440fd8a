package main

import (
	"os/exec"
	"syscall"
)

// tie lets a process end with the test, also when the test itself is killed.
func tie(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
