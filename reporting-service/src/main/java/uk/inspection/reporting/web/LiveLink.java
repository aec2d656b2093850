package uk.inspection.reporting.web;

/**
 * How a page goes on from where it was made.
 *
 * @param stream address of its changes
 * @param after the id of the newest change that is in the page
 * @param page address of the page itself
 */
public record LiveLink(String stream, String after, String page) {}
