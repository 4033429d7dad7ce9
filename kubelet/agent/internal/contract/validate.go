package contract

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// Validate refuses what cannot be run in a task of these containers. No message bears a value of the
// environment, an argument or a file's data.
func (s PodSpecification) Validate(names []string) error {
	left := make(map[string]bool, len(names))
	for _, name := range names {
		left[name] = true
	}
	main := false
	for _, container := range s.Containers {
		if !left[container.Name] {
			return fmt.Errorf("container %q is not of this task, or there twice", container.Name)
		}
		delete(left, container.Name)
		if err := container.validate(); err != nil {
			return fmt.Errorf("container %q: %w", container.Name, err)
		}
		main = main || container.Kind == Main
	}
	for name := range left {
		return fmt.Errorf("container %q is missing", name)
	}
	if !main {
		return errors.New("no main container")
	}
	if err := validateAll(s.Containers); err != nil {
		return err
	}
	if grace := s.TerminationGracePeriodSeconds; grace < 0 || grace > int(MaxGrace.Seconds()) {
		return errors.New("terminationGracePeriodSeconds is not between 0 and a year")
	}
	if err := s.Network.validate(); err != nil {
		return err
	}
	return ValidateVolumes(s.Volumes)
}

func (c ContainerSpecification) validate() error {
	switch {
	case c.Kind != Init && c.Kind != Sidecar && c.Kind != Main:
		return fmt.Errorf("there is no kind %q", c.Kind)
	case c.Restart != Always && c.Restart != OnFailure && c.Restart != Never:
		return fmt.Errorf("there is no restart policy %q", c.Restart)
	case c.Kind == Sidecar && c.Restart != Always:
		return errors.New("a sidecar is always restarted")
	case len(c.Command) == 0 || c.Command[0] == "":
		return errors.New("no command")
	case c.StopSignal < 0 || c.StopSignal > 64:
		return fmt.Errorf("there is no signal %d", c.StopSignal)
	case strings.ContainsRune(c.User, 0):
		return errors.New("a user with a zero byte")
	}
	if err := c.validateFirst(); err != nil {
		return err
	}
	for _, argument := range c.Command {
		if strings.ContainsRune(argument, 0) {
			return errors.New("an argument with a zero byte")
		}
	}
	for _, env := range c.Env {
		if env.Name == "" || strings.ContainsAny(env.Name, "=\x00") || strings.ContainsRune(env.Value, 0) {
			return fmt.Errorf("environment variable %q cannot be set", env.Name)
		}
	}
	for _, rule := range c.RestartOn {
		if rule.Operator != In && rule.Operator != NotIn {
			return fmt.Errorf("there is no operator %q on exit codes", rule.Operator)
		}
	}
	if err := absolute(c.WorkingDir); err != nil {
		return fmt.Errorf("the working directory %w", err)
	}
	if err := absolute(c.TerminationMessagePath); err != nil {
		return fmt.Errorf("the path of the termination message %w", err)
	}
	if err := c.PostStart.validate(); err != nil {
		return fmt.Errorf("postStart %w", err)
	}
	if err := c.PreStop.validate(); err != nil {
		return fmt.Errorf("preStop %w", err)
	}
	if err := c.StartupProbe.validate(); err != nil {
		return fmt.Errorf("startupProbe %w", err)
	}
	if err := c.LivenessProbe.validate(); err != nil {
		return fmt.Errorf("livenessProbe %w", err)
	}
	if err := c.ReadinessProbe.validate(); err != nil {
		return fmt.Errorf("readinessProbe %w", err)
	}
	return nil
}

func absolute(path string) error {
	if path != "" && !strings.HasPrefix(path, "/") || strings.ContainsRune(path, 0) {
		return errors.New("is not an absolute path")
	}
	return nil
}

// ValidateVolumes refuses what would not stay within a volume.
func ValidateVolumes(volumes []Volume) error {
	seen := make(map[string]bool, len(volumes))
	for _, volume := range volumes {
		if volume.Name == "" || volume.Name == "." || volume.Name == ".." || strings.ContainsAny(volume.Name, "/\x00") {
			return fmt.Errorf("volume %q: not a name", volume.Name)
		}
		if seen[volume.Name] {
			return fmt.Errorf("volume %q: there twice", volume.Name)
		}
		seen[volume.Name] = true
		if volume.Scratch && len(volume.Files) > 0 {
			return fmt.Errorf("volume %q: files in a scratch volume", volume.Name)
		}
		for _, place := range volume.Places {
			if !within(place.Path) || place.Target == "" || absolute(place.Target) != nil {
				return fmt.Errorf("volume %q: no place for %q", volume.Name, place.Path)
			}
		}
		if err := validateFiles(volume.Files); err != nil {
			return fmt.Errorf("volume %q: %w", volume.Name, err)
		}
	}
	return nil
}

func validateFiles(files []File) error {
	paths := make(map[string]bool, len(files))
	for _, file := range files {
		if !within(file.Path) {
			return fmt.Errorf("%q is not a path within it", file.Path)
		}
		if file.Mode > 0o777 {
			return fmt.Errorf("%q: mode %o", file.Path, file.Mode)
		}
		if paths[file.Path] {
			return fmt.Errorf("%q is there twice", file.Path)
		}
		paths[file.Path] = true
	}
	for file := range paths {
		for folder := path.Dir(file); folder != "."; folder = path.Dir(folder) {
			if paths[folder] {
				return fmt.Errorf("%q is a file and a folder", folder)
			}
		}
	}
	return nil
}

// within is the kubelet's rule (pkg/volume/util, validatePath): relative, no "..", and no name at the top
// that begins with "..", since those are the writer's own.
func within(path string) bool {
	if path == "" || len(path) > 4096 || strings.ContainsRune(path, 0) || strings.HasPrefix(path, "..") {
		return false
	}
	for element := range strings.SplitSeq(path, "/") {
		if element == "" || element == "." || element == ".." || len(element) > 255 {
			return false
		}
	}
	return true
}
