/** Commands of the virtual node: its run, its images, what it makes of pods. */
@NullMarked
package dev.fnk.cli.command.kubelet;

import org.jspecify.annotations.NullMarked;
