package contract

import (
	"fmt"
	"net/netip"
	"strings"
)

// Network is how the containers of a pod are named and find others by name: what is in their /etc/hostname,
// /etc/hosts and /etc/resolv.conf besides what ECS has put there.
type Network struct {
	Hostname string `json:"hostname"`
	// Hosts are the pod's own names.
	Hosts []HostEntry `json:"hosts,omitempty"`
	// Aliases are the pod's hostAliases.
	Aliases []HostEntry `json:"aliases,omitempty"`
	// DNS absent: as ECS has it, by the resolver of the VPC.
	DNS *DNS `json:"dns,omitempty"`
}

// HostEntry is a line of /etc/hosts.
type HostEntry struct {
	Address string   `json:"address"`
	Names   []string `json:"names"`
}

// DNS is what the pod says of its resolver.
type DNS struct {
	// Alone says that nothing of ECS's stays (dnsPolicy None); else it comes first.
	Alone       bool     `json:"alone"`
	Nameservers []string `json:"nameservers,omitempty"`
	Searches    []string `json:"searches,omitempty"`
	// Options are "name" or "name:value".
	Options []string `json:"options,omitempty"`
}

// validate refuses what would be another line of a file, or an address that is none.
func (n *Network) validate() error {
	if n == nil {
		return nil
	}
	words := []string{n.Hostname}
	for _, entry := range append(n.Hosts[:len(n.Hosts):len(n.Hosts)], n.Aliases...) {
		if _, err := netip.ParseAddr(entry.Address); err != nil {
			return fmt.Errorf("%q is not an address", entry.Address)
		}
		words = append(words, entry.Names...)
	}
	if n.DNS != nil {
		for _, server := range n.DNS.Nameservers {
			if _, err := netip.ParseAddr(server); err != nil {
				return fmt.Errorf("nameserver %q is not an address", server)
			}
		}
		words = append(append(words, n.DNS.Searches...), n.DNS.Options...)
	}
	for _, word := range words {
		if word == "" || strings.ContainsFunc(word, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
			return fmt.Errorf("%q is not a word of /etc/hosts or /etc/resolv.conf", word)
		}
	}
	return nil
}
