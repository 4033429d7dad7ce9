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
	"fnk.dev/agent/internal/figures"
)

// API answers the node's calls, at this port; the gate before it has let the node in.
func API(pod *Pod, reader *figures.Reader, port int) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+contract.RunPath, func(w http.ResponseWriter, r *http.Request) {
		var specification contract.PodSpecification
		if read(w, r, contract.MaxRequest, &specification) {
			answer(w, pod.Run(specification))
		}
	})
	mux.HandleFunc("PUT "+contract.VolumesPath, func(w http.ResponseWriter, r *http.Request) {
		var update contract.VolumesUpdate
		if read(w, r, contract.MaxRequest, &update) {
			answer(w, pod.Update(update.Volumes))
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
		if !read(w, r, contract.MaxSmall, &stop) {
			return
		}
		if stop.GraceSeconds < 0 || stop.GraceSeconds > int(contract.MaxGrace.Seconds()) {
			http.Error(w, "graceSeconds is not between 0 and a year", http.StatusBadRequest)
			return
		}
		pod.Stop(time.Duration(stop.GraceSeconds) * time.Second)
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET "+contract.StatisticsPath, func(w http.ResponseWriter, r *http.Request) {
		statistics, err := reader.Read(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		statistics.Probes = pod.ProbeCounts()
		statistics.Volumes = pod.volumes.Usage(time.Now())
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(statistics)
	})
	mux.HandleFunc("POST "+contract.ExecPath, func(w http.ResponseWriter, r *http.Request) { serveStream(pod, execution, w, r) })
	mux.HandleFunc("POST "+contract.AttachPath, func(w http.ResponseWriter, r *http.Request) { serveStream(pod, attachment, w, r) })
	mux.Handle("POST "+contract.ForwardPath, newForwards(port))
	return mux
}

func answer(w http.ResponseWriter, err error) {
	var refused *RefusedError
	switch {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case errors.Is(err, ErrOther), errors.Is(err, ErrStopped), errors.Is(err, ErrNotTold):
		http.Error(w, err.Error(), http.StatusConflict)
	case errors.As(err, &refused):
		http.Error(w, err.Error(), http.StatusBadRequest)
	default: // of the volumes' file system
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
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
func read(w http.ResponseWriter, r *http.Request, most int, into any) bool {
	err := channel.Decode(http.MaxBytesReader(w, r.Body, int64(most)), into)
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		http.Error(w, "longer than "+strconv.Itoa(most)+" bytes", http.StatusRequestEntityTooLarge)
	case err != nil:
		http.Error(w, "not JSON of this version of the contract", http.StatusBadRequest)
	}
	return err == nil
}
