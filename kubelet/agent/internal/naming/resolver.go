package naming

import (
	"slices"
	"strings"

	"fnk.dev/agent/internal/contract"
)

// What a resolver takes at most (MaxDNSNameservers, MaxDNSSearchPaths and MaxDNSSearchListChars of the
// kubelet, pkg/apis/core/validation; a search path is a DNS name).
const (
	maxNameservers  = 3
	maxSearches     = 32
	maxSearchLength = 2048
	maxName         = 253
)

type resolver struct{ nameservers, searches, options []string }

// resolvConf is the file with what the pod says, as the kubelet merges it: what was there comes first, an
// option's later value counts, what is beyond the limits is left out.
func resolvConf(before string, dns contract.DNS) string {
	var r resolver
	if !dns.Alone {
		r = parse(before)
	}
	r.nameservers = distinct(append(r.nameservers, dns.Nameservers...))
	r.searches = fitting(distinct(append(r.searches, dns.Searches...)))
	r.options = merged(append(r.options, dns.Options...))
	r.nameservers = r.nameservers[:min(maxNameservers, len(r.nameservers))]
	var text strings.Builder
	text.WriteString("# By the pod's dnsPolicy and dnsConfig.\n")
	for _, server := range r.nameservers {
		text.WriteString("nameserver " + server + "\n")
	}
	if len(r.searches) > 0 {
		text.WriteString("search " + strings.Join(r.searches, " ") + "\n")
	}
	if len(r.options) > 0 {
		text.WriteString("options " + strings.Join(r.options, " ") + "\n")
	}
	return text.String()
}

// parse reads by resolv.conf(5): of several lines of searches the last counts, "domain" is one.
func parse(text string) (r resolver) {
	for line := range strings.Lines(text) {
		field := strings.Fields(line)
		if len(field) < 2 {
			continue
		}
		switch field[0] {
		case "nameserver":
			r.nameservers = append(r.nameservers, field[1])
		case "search":
			r.searches = field[1:]
		case "domain":
			r.searches = field[1:2]
		case "options":
			r.options = append(r.options, field[1:]...)
		}
	}
	return r
}

func distinct(words []string) (kept []string) {
	for _, word := range words {
		if !slices.Contains(kept, word) {
			kept = append(kept, word)
		}
	}
	return kept
}

// merged keeps the last value of an option, where it came first.
func merged(options []string) (kept []string) {
	position := make(map[string]int, len(options))
	for _, option := range options {
		name, _, _ := strings.Cut(option, ":")
		if at, known := position[name]; known {
			kept[at] = option
			continue
		}
		position[name] = len(kept)
		kept = append(kept, option)
	}
	return kept
}

func fitting(searches []string) (kept []string) {
	length := -1
	for _, search := range searches[:min(maxSearches, len(searches))] {
		if len(search) > maxName {
			continue
		}
		if length += 1 + len(search); length > maxSearchLength {
			break
		}
		kept = append(kept, search)
	}
	return kept
}
