package uk.inspection.reporting.web;

/** For whom something is shown. {@code histories}: links into histories lead him somewhere. */
record Reader(Language language, boolean histories) {}
