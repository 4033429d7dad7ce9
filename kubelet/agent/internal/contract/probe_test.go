package contract

import (
	"strings"
	"testing"
)

func TestProbesThatCannotBe(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*Probe)
		want   string
	}{
		"well":       {func(*Probe) {}, ""},
		"a command":  {func(p *Probe) { p.GRPC, p.Exec = nil, []string{"a"} }, ""},
		"nothing":    {func(p *Probe) { p.GRPC = nil }, "is not one of"},
		"two":        {func(p *Probe) { p.Exec = []string{"a"} }, "is not one of"},
		"no name":    {func(p *Probe) { p.GRPC, p.Exec = nil, []string{""} }, "is a command"},
		"zero byte":  {func(p *Probe) { p.GRPC, p.Exec = nil, []string{"a", "\x00"} }, "is a command"},
		"no host":    {func(p *Probe) { p.GRPC.Host = "" }, "has no host"},
		"no port":    {func(p *Probe) { p.GRPC, p.TCPSocket = nil, &TCPSocket{Host: "h"} }, "has no host"},
		"high port":  {func(p *Probe) { p.GRPC, p.HTTPGet = nil, &HTTPGet{Host: "h", Port: 65536} }, "has no host"},
		"delay":      {func(p *Probe) { p.InitialDelaySeconds = -1 }, "does not begin"},
		"period":     {func(p *Probe) { p.PeriodSeconds = 0 }, "has a period"},
		"timeout":    {func(p *Probe) { p.TimeoutSeconds = 1 << 30 }, "has a period"},
		"success":    {func(p *Probe) { p.SuccessThreshold = 0 }, "has a threshold"},
		"failure":    {func(p *Probe) { p.FailureThreshold = 0 }, "has a threshold"},
		"grace":      {func(p *Probe) { p.TerminationGracePeriodSeconds = new(-1) }, "has a terminationGrace"},
		"no waiting": {func(p *Probe) { p.TerminationGracePeriodSeconds = new(0) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := &Probe{GRPC: &GRPC{Host: "h", Port: 65535}, PeriodSeconds: 1, TimeoutSeconds: 1, SuccessThreshold: 1, FailureThreshold: 1}
			test.change(p)
			c := ContainerSpecification{Name: "a", Kind: Main, Restart: Always, Command: []string{"x"}}
			for _, place := range []**Probe{&c.StartupProbe, &c.LivenessProbe, &c.ReadinessProbe} {
				*place = p
				err := c.validate()
				*place = nil
				if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
					t.Errorf("%v, not %q", err, test.want)
				}
			}
		})
	}
}
