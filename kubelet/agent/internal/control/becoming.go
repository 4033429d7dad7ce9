package control

import "time"

// Becoming is a supervisor's last word before it becomes its container's program.
type Becoming struct {
	At time.Time `json:"at"`
	// Message says that the file of the termination message comes along with this report.
	Message bool `json:"message"`
}
