package contract

import (
	"errors"
	"slices"
)

// validateFirst refuses what only a supervisor could do.
func (c ContainerSpecification) validateFirst() error {
	switch {
	case !c.FirstProcess:
		return nil
	case c.Kind != Main:
		return errors.New("only a main container can be its own first process")
	case len(c.RestartOn) > 0:
		return errors.New("its own first process cannot be started again by a rule")
	case c.Console != nil:
		return errors.New("its own first process has neither input nor terminal")
	case c.PostStart != nil || c.PreStop != nil && len(c.PreStop.Exec) > 0:
		return errors.New("its own first process has no hook that ends it or runs in it")
	case c.StartupProbe != nil || c.LivenessProbe != nil || c.ReadinessProbe != nil && len(c.ReadinessProbe.Exec) > 0:
		return errors.New("its own first process has no probe that ends it or runs in it")
	}
	return nil
}

// validateAll refuses a pod that is to begin anew with a container that cannot.
func validateAll(containers []ContainerSpecification) error {
	first := func(c ContainerSpecification) bool { return c.FirstProcess }
	anew := func(c ContainerSpecification) bool {
		return slices.ContainsFunc(c.RestartOn, func(rule ExitRule) bool { return rule.All })
	}
	if slices.ContainsFunc(containers, first) && slices.ContainsFunc(containers, anew) {
		return errors.New("what is its own first process cannot begin anew with the others")
	}
	return nil
}
