package serve

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"fnk.dev/agent/internal/channel"
	"fnk.dev/agent/internal/contract"
)

// maxGrace keeps a time from overflowing; Kubernetes has no limit of its own.
const maxGrace = 365 * 24 * time.Hour

// API answers the node's calls; the gate before it has let the node in.
func API(pod *Pod) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+contract.RunPath, func(w http.ResponseWriter, r *http.Request) {
		var spec contract.Spec
		if !read(w, r, &spec) {
			return
		}
		switch err := pod.Run(spec); {
		case errors.Is(err, ErrOtherSpec), errors.Is(err, ErrStopped):
			http.Error(w, err.Error(), http.StatusConflict)
		case err != nil:
			http.Error(w, err.Error(), http.StatusBadRequest)
		default:
			w.WriteHeader(http.StatusNoContent)
		}
	})
	mux.HandleFunc("GET "+contract.StatusPath, func(w http.ResponseWriter, r *http.Request) {
		known, wait, err := watch(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), wait)
		defer cancel()
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(pod.Status(ctx, known)) // fails when the node has gone
	})
	mux.HandleFunc("POST "+contract.StopPath, func(w http.ResponseWriter, r *http.Request) {
		var stop contract.Stop
		if !read(w, r, &stop) {
			return
		}
		if stop.GraceSeconds < 0 || stop.GraceSeconds > int(maxGrace.Seconds()) {
			http.Error(w, "graceSeconds is not between 0 and a year", http.StatusBadRequest)
			return
		}
		pod.Stop(time.Duration(stop.GraceSeconds) * time.Second)
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}

// watch reads ?version=KNOWN&waitSeconds=N; both may be left out.
func watch(r *http.Request) (known uint64, wait time.Duration, err error) {
	query := r.URL.Query()
	if text := query.Get("version"); text != "" {
		if known, err = strconv.ParseUint(text, 10, 64); err != nil {
			return 0, 0, errors.New("version is not a number")
		}
	}
	if text := query.Get("waitSeconds"); text != "" {
		seconds, err := strconv.Atoi(text)
		if err != nil || seconds < 0 || seconds > int(contract.MaxWait.Seconds()) {
			return 0, 0, errors.New("waitSeconds is not between 0 and " + contract.MaxWait.String())
		}
		wait = time.Duration(seconds) * time.Second
	}
	return known, wait, nil
}

// read refuses without quoting what was sent: it may hold secrets.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	err := channel.Decode(http.MaxBytesReader(w, r.Body, contract.MaxRequest), into)
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		http.Error(w, "longer than "+strconv.Itoa(contract.MaxRequest)+" bytes", http.StatusRequestEntityTooLarge)
	case err != nil:
		http.Error(w, "not JSON of this version of the contract", http.StatusBadRequest)
	}
	return err == nil
}
