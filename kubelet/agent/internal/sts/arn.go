package sts

import (
	"fmt"
	"strings"
)

// Identity is who signed a request, as STS says it.
type Identity struct {
	Partition string
	Account   string
	// Role has no path: the ARN of a session has none either.
	Role    string
	Session string
}

// Role is an IAM role. Its path is left out: within an account, names are unique without it.
type Role struct {
	Partition string
	Account   string
	Name      string
}

// ParseRole reads arn:PARTITION:iam::ACCOUNT:role/PATH/NAME.
func ParseRole(arn string) (Role, error) {
	parts := strings.Split(arn, ":")
	if len(parts) != 6 || parts[0] != "arn" || parts[1] == "" || parts[2] != "iam" || parts[3] != "" ||
		!isAccount(parts[4]) || !strings.HasPrefix(parts[5], "role/") {
		return Role{}, fmt.Errorf("%q is not the ARN of a role", arn)
	}
	name := parts[5][strings.LastIndexByte(parts[5], '/')+1:]
	if name == "" {
		return Role{}, fmt.Errorf("%q is not the ARN of a role", arn)
	}
	return Role{Partition: parts[1], Account: parts[4], Name: name}, nil
}

// Of says whether the identity is a session of the role.
func (i Identity) Of(role Role) bool {
	return i.Partition == role.Partition && i.Account == role.Account && i.Role == role.Name
}

func (i Identity) String() string {
	return fmt.Sprintf("arn:%s:sts::%s:assumed-role/%s/%s", i.Partition, i.Account, i.Role, i.Session)
}

// parseSession reads arn:PARTITION:sts::ACCOUNT:assumed-role/NAME/SESSION.
func parseSession(arn string) (Identity, error) {
	parts := strings.Split(arn, ":")
	if len(parts) != 6 || parts[0] != "arn" || parts[1] == "" || parts[2] != "sts" || parts[3] != "" ||
		!isAccount(parts[4]) {
		return Identity{}, fmt.Errorf("%q is not the session of a role", arn)
	}
	resource := strings.Split(parts[5], "/")
	if len(resource) != 3 || resource[0] != "assumed-role" || resource[1] == "" || resource[2] == "" {
		return Identity{}, fmt.Errorf("%q is not the session of a role", arn)
	}
	return Identity{Partition: parts[1], Account: parts[4], Role: resource[1], Session: resource[2]}, nil
}

func isAccount(text string) bool {
	if len(text) != 12 {
		return false
	}
	for _, digit := range text {
		if digit < '0' || digit > '9' {
			return false
		}
	}
	return true
}
