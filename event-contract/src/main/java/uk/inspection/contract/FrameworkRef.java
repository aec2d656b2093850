package uk.inspection.contract;

/** Names one version of a framework. */
public record FrameworkRef(String id, int version) {}
