package contract

import (
	"errors"
	"strings"
)

// Hook is what a container's lifecycle has done after its start or before its end: one of these.
type Hook struct {
	// Exec is a command in the container, with its environment and user.
	Exec []string `json:"exec,omitempty"`
	// HTTPGet is a request; whatever answers is well.
	HTTPGet *HTTPGet `json:"httpGet,omitempty"`
	// SleepSeconds passes time.
	SleepSeconds *int64 `json:"sleepSeconds,omitempty"`
}

// HTTPGet is a request to a container, by its pod's address unless the pod says otherwise.
type HTTPGet struct {
	HTTPS bool   `json:"https"`
	Host  string `json:"host"`
	Port  int    `json:"port"`
	// Path may have a query.
	Path    string       `json:"path,omitempty"`
	Headers []HTTPHeader `json:"headers,omitempty"`
}

// HTTPHeader may be a secret.
type HTTPHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func (h *Hook) validate() error {
	if h == nil {
		return nil
	}
	given := 0
	if len(h.Exec) > 0 {
		given++
		if h.Exec[0] == "" || strings.ContainsRune(strings.Join(h.Exec, ""), 0) {
			return errors.New("is a command that cannot be")
		}
	}
	if get := h.HTTPGet; get != nil {
		given++
		if get.Host == "" || get.Port < 1 || get.Port > 65535 {
			return errors.New("has no host or port")
		}
	}
	if h.SleepSeconds != nil {
		given++
		if *h.SleepSeconds < 0 || *h.SleepSeconds > int64(MaxGrace.Seconds()) {
			return errors.New("does not sleep 0 s to a year")
		}
	}
	if given != 1 {
		return errors.New("is not one of exec, httpGet and sleep")
	}
	return nil
}
