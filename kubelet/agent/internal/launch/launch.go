// Package launch turns a fresh child of the supervisor into the container's process: it reads what to run,
// drops what the process must not have, and execs.
package launch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"fnk.dev/agent/internal/contract"
)

// Descriptors that the child inherits: what to run comes by a pipe, since arguments and environment of a
// process can be read by others; why it failed goes back by another, which exec closes.
const (
	SpecDescriptor    = 3
	FailureDescriptor = 4
)

// Main returns only when the process could not be made.
func Main() int {
	failure := os.NewFile(FailureDescriptor, "failure")
	syscall.CloseOnExec(FailureDescriptor)
	err := Undumpable() // until exec: what is read here is not for the container's other processes
	if err == nil {
		err = launch(os.NewFile(SpecDescriptor, "spec"))
	}
	_, _ = fmt.Fprint(failure, err)
	return 128
}

func launch(spec *os.File) error {
	var container contract.Container
	if err := json.NewDecoder(spec).Decode(&container); err != nil {
		return errors.New("no container to start")
	}
	_ = spec.Close()
	environment, path := environ(container.Env)
	runtime.LockOSThread()
	if err := drop(container); err != nil {
		return err
	}
	if container.WorkingDir != "" {
		if err := syscall.Chdir(container.WorkingDir); err != nil {
			return fmt.Errorf("working directory %q: %w", container.WorkingDir, err)
		}
	}
	program, err := find(container.Command[0], path)
	if err != nil {
		return err
	}
	return fmt.Errorf("exec %q: %w", program, syscall.Exec(program, container.Command, environment))
}

// environ keeps the last of several values of a name, as container runtimes do.
func environ(variables []contract.Env) (environment []string, path string) {
	position := make(map[string]int, len(variables))
	for _, variable := range variables {
		entry := variable.Name + "=" + variable.Value
		if variable.Name == "PATH" {
			path = variable.Value
		}
		if at, known := position[variable.Name]; known {
			environment[at] = entry
			continue
		}
		position[variable.Name] = len(environment)
		environment = append(environment, entry)
	}
	return environment, path
}

// find looks for the program as the container's user, in the container's PATH, as runc does.
func find(command, path string) (string, error) {
	if strings.Contains(command, "/") {
		return command, executable(command)
	}
	var denied error
	for _, directory := range filepath.SplitList(path) {
		program := filepath.Join(directory, command)
		err := executable(program)
		if err == nil {
			return program, nil
		}
		if errors.Is(err, fs.ErrPermission) {
			denied = err
		}
	}
	if denied != nil {
		return "", denied
	}
	return "", fmt.Errorf("%q: executable file not found in $PATH", command)
}

func executable(program string) error {
	const accessExecute = 1
	info, err := os.Stat(program)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return fmt.Errorf("%q: %w", program, syscall.EISDIR)
	}
	if err := syscall.Access(program, accessExecute); err != nil {
		return fmt.Errorf("%q: %w", program, fs.ErrPermission)
	}
	return nil
}
