package drill

import "context"

type stage struct{}

func newStage(dir string) *stage                                               { return &stage{} }
func (s *stage) close()                                                        {}
func (s *stage) do(ctx context.Context, command string, input []string) string { return "" }
