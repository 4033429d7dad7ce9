/** Commands of the virtual node: its run, its images. */
@NullMarked
package dev.fnk.cli.command.kubelet;

import org.jspecify.annotations.NullMarked;
