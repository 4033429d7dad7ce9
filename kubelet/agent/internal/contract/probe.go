package contract

import (
	"errors"
	"strings"
)

// Probe asks a container how it is: by one of Exec, HTTPGet, TCPSocket and GRPC.
type Probe struct {
	// Exec is a command in the container, with its environment and user.
	Exec []string `json:"exec,omitempty"`
	// HTTPGet is a request; an answer from 200 to 399 is well.
	HTTPGet *HTTPGet `json:"httpGet,omitempty"`
	// TCPSocket takes connections.
	TCPSocket *TCPSocket `json:"tcpSocket,omitempty"`
	// GRPC answers grpc.health.v1.Health/Check in cleartext.
	GRPC *GRPC `json:"grpc,omitempty"`
	// InitialDelaySeconds are from the start of the run.
	InitialDelaySeconds int `json:"initialDelaySeconds"`
	PeriodSeconds       int `json:"periodSeconds"`
	TimeoutSeconds      int `json:"timeoutSeconds"`
	// SuccessThreshold and FailureThreshold are how many results in a row count.
	SuccessThreshold int `json:"successThreshold"`
	FailureThreshold int `json:"failureThreshold"`
	// TerminationGracePeriodSeconds of a container that fails it; absent: the pod's own.
	TerminationGracePeriodSeconds *int `json:"terminationGracePeriodSeconds,omitempty"`
}

// TCPSocket is where to connect.
type TCPSocket struct {
	Host string `json:"host"`
	Port int    `json:"port"`
}

// GRPC is whom to ask for which service; empty: the server's health.
type GRPC struct {
	Host    string `json:"host"`
	Port    int    `json:"port"`
	Service string `json:"service"`
}

func (p *Probe) validate() error {
	if p == nil {
		return nil
	}
	given := 0
	if len(p.Exec) > 0 {
		given++
		if p.Exec[0] == "" || strings.ContainsRune(strings.Join(p.Exec, ""), 0) {
			return errors.New("is a command that cannot be")
		}
	}
	var places []TCPSocket
	if get := p.HTTPGet; get != nil {
		places = append(places, TCPSocket{get.Host, get.Port})
	}
	if p.TCPSocket != nil {
		places = append(places, *p.TCPSocket)
	}
	if p.GRPC != nil {
		places = append(places, TCPSocket{p.GRPC.Host, p.GRPC.Port})
	}
	for _, place := range places {
		given++
		if place.Host == "" || place.Port < 1 || place.Port > 65535 {
			return errors.New("has no host or port")
		}
	}
	most := int(MaxGrace.Seconds())
	switch {
	case given != 1:
		return errors.New("is not one of exec, httpGet, tcpSocket and grpc")
	case p.InitialDelaySeconds < 0 || p.InitialDelaySeconds > most:
		return errors.New("does not begin within 0 s to a year")
	case p.PeriodSeconds < 1 || p.PeriodSeconds > most || p.TimeoutSeconds < 1 || p.TimeoutSeconds > most:
		return errors.New("has a period or timeout that is not 1 s to a year")
	case p.SuccessThreshold < 1 || p.FailureThreshold < 1:
		return errors.New("has a threshold below 1")
	}
	if grace := p.TerminationGracePeriodSeconds; grace != nil && (*grace < 0 || *grace > most) {
		return errors.New("has a terminationGracePeriodSeconds that is not 0 to a year")
	}
	return nil
}
