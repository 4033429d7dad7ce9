package contract_test

import (
	"strings"
	"testing"

	"fnk.dev/agent/internal/contract"
)

// Nothing is taken that only a supervisor could do.
func TestWhatItsOwnFirstProcessCannotHave(t *testing.T) {
	get := &contract.HTTPGet{Host: "10.0.0.7", Port: 80}
	ask := &contract.Probe{HTTPGet: get, PeriodSeconds: 1, TimeoutSeconds: 1, SuccessThreshold: 1, FailureThreshold: 1}
	command := &contract.Probe{Exec: []string{"x"}, PeriodSeconds: 1, TimeoutSeconds: 1, SuccessThreshold: 1, FailureThreshold: 1}
	for words, change := range map[string]func(*contract.ContainerSpecification){
		"": func(c *contract.ContainerSpecification) {
			c.ReadinessProbe = ask
			c.PreStop = &contract.Hook{HTTPGet: get}
		},
		"main":         func(c *contract.ContainerSpecification) { c.Kind, c.Restart = contract.Sidecar, contract.Always },
		"rule":         func(c *contract.ContainerSpecification) { c.RestartOn = []contract.ExitRule{{Operator: contract.In}} },
		"terminal":     func(c *contract.ContainerSpecification) { c.Console = &contract.Console{TTY: true} },
		"hook":         func(c *contract.ContainerSpecification) { c.PostStart = &contract.Hook{HTTPGet: get} },
		"runs in it":   func(c *contract.ContainerSpecification) { c.PreStop = &contract.Hook{Exec: []string{"x"}} },
		"probe":        func(c *contract.ContainerSpecification) { c.LivenessProbe = ask },
		"no probe":     func(c *contract.ContainerSpecification) { c.StartupProbe = ask },
		"or runs in i": func(c *contract.ContainerSpecification) { c.ReadinessProbe = command },
	} {
		app := contract.ContainerSpecification{Name: "app", Kind: contract.Main, Restart: contract.Never, Command: []string{"x"}, FirstProcess: true}
		other := contract.ContainerSpecification{Name: "other", Kind: contract.Main, Restart: contract.Never, Command: []string{"x"}}
		change(&app)
		pod := contract.PodSpecification{Containers: []contract.ContainerSpecification{app, other}}
		err := pod.Validate([]string{"app", "other"})
		if (err == nil) != (words == "") || err != nil && !strings.Contains(err.Error(), words) {
			t.Errorf("%q: %v", words, err)
		}
		pod.Containers[0].FirstProcess = false
		if err := pod.Validate([]string{"app", "other"}); err != nil {
			t.Errorf("%q, with a supervisor: %v", words, err)
		}
	}
}

func TestAPodBeginsAnewWithSupervisorsAlone(t *testing.T) {
	app := contract.ContainerSpecification{Name: "app", Kind: contract.Main, Restart: contract.Never, Command: []string{"x"}, FirstProcess: true}
	other := contract.ContainerSpecification{
		Name: "other", Kind: contract.Main, Restart: contract.Never, Command: []string{"x"},
		RestartOn: []contract.ExitRule{{Operator: contract.In, Values: []int{1}, All: true}},
	}
	pod := contract.PodSpecification{Containers: []contract.ContainerSpecification{app, other}}
	if err := pod.Validate([]string{"app", "other"}); err == nil || !strings.Contains(err.Error(), "anew") {
		t.Errorf("%v", err)
	}
	pod.Containers[1].RestartOn[0].All = false
	if err := pod.Validate([]string{"app", "other"}); err != nil {
		t.Error(err)
	}
}
