/** What the packaged services show of themselves: traces, metrics, logs, and what watches them. */
package uk.inspection.endtoend.observability;
