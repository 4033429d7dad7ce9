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
	"slices"
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

// maxReason is the most bytes that are told of why it failed.
const maxReason = 2048

// Main returns only when the process could not be made.
func Main() int {
	failure := os.NewFile(FailureDescriptor, "failure")
	syscall.CloseOnExec(FailureDescriptor)
	_ = json.NewEncoder(failure).Encode(failureOf(read()))
	return contract.NotStarted
}

// read is of a child that is told by a pipe what to run.
func read() error {
	// Until exec: what is read here is not for the container's other processes.
	if err := Undumpable(); err != nil {
		return err
	}
	var container contract.ContainerSpecification
	spec := os.NewFile(SpecDescriptor, "spec")
	if err := json.NewDecoder(spec).Decode(&container); err != nil {
		return errors.New("no container to start")
	}
	_ = spec.Close()
	return launch(container)
}

// Become makes this very process the container's, and returns only with why it could not. It may have given up rights of
// the calling thread by then, which is locked to the calling goroutine: the goroutine is to end, and the thread with it.
func Become(container contract.ContainerSpecification) Failure { return failureOf(launch(container)) }

// Failure is why the process could not be made.
type Failure struct {
	// Reason is contract.StartError or contract.ConfigError.
	Reason  string `json:"reason"`
	Message string `json:"message"`
	// Code is that of shells for a command: 127 when there is no such program, 126 when it cannot be run.
	Code int `json:"code"`
}

// configError is of a container that must not run as it is said to.
type configError struct{ error }

func failureOf(err error) Failure {
	text := err.Error()
	if len(text) > maxReason {
		text = strings.ToValidUTF8(text[:maxReason], "")
	}
	code := 126
	if errors.Is(err, fs.ErrNotExist) {
		code = 127
	}
	var refused configError
	if errors.As(err, &refused) {
		return Failure{contract.ConfigError, text, code}
	}
	return Failure{contract.StartError, text, code}
}

func launch(container contract.ContainerSpecification) error {
	who, err := identify(container, passwdFile, groupFile)
	if err != nil {
		return err
	}
	if err := refusal(container, who); err != nil {
		return configError{err}
	}
	environment, path := environ(os.Environ(), container.Env, who.home)
	entered, err := enter(container.WorkingDir)
	if err != nil {
		return err
	}
	if err := ownStreams(who.uid); err != nil {
		return err
	}
	runtime.LockOSThread()
	if err := drop(container, who); err != nil {
		return err
	}
	if !entered {
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

// enter makes the working directory if it is not there and goes into it as root, as runc does; where root
// may not, the user is to try. Without one the process stays where the image has put its supervisor.
func enter(folder string) (bool, error) {
	if folder == "" {
		return true, nil
	}
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		mask := syscall.Umask(0o022)
		err := os.MkdirAll(folder, 0o755)
		syscall.Umask(mask)
		if err != nil {
			return false, fmt.Errorf("working directory: %w", err)
		}
	}
	err := syscall.Chdir(folder)
	if errors.Is(err, fs.ErrPermission) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("working directory %q: %w", folder, err)
	}
	return true, nil
}

// ofECS are the beginnings of what ECS itself gives each container of a task: where its role's credentials
// and its metadata are (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html).
var ofECS = []string{"AWS_", "ECS_"}

// environ gives what ECS has set, then what the pod says; it keeps the last of several values of a name, as
// container runtimes do, and knows where the user is at home, as runc does. The rest of the supervisor's own
// environment is not the app's: the image's comes with the pod's.
func environ(own []string, variables []contract.EnvVariable, home string) (environment []string, path string) {
	position := make(map[string]int, len(variables))
	set := func(name, value string) {
		if at, known := position[name]; known {
			environment[at] = name + "=" + value
			return
		}
		position[name] = len(environment)
		environment = append(environment, name+"="+value)
	}
	for _, variable := range own {
		name, value, _ := strings.Cut(variable, "=")
		if slices.ContainsFunc(ofECS, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
			set(name, value)
		}
	}
	housed := false
	for _, variable := range variables {
		switch variable.Name {
		case "PATH":
			path = variable.Value
		case "HOME":
			housed = variable.Value != ""
		}
		set(variable.Name, variable.Value)
	}
	if !housed {
		set("HOME", home)
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
	return "", notFound(command)
}

// notFound is a command that is in no directory of PATH.
type notFound string

func (n notFound) Error() string {
	return fmt.Sprintf("%q: executable file not found in $PATH", string(n))
}

func (n notFound) Is(target error) bool { return target == fs.ErrNotExist }

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
