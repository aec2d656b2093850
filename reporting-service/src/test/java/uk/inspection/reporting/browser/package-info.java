/** Tests in a real browser, Chromium: what only a browser can tell of the pages. */
@NullMarked
package uk.inspection.reporting.browser;

import org.jspecify.annotations.NullMarked;
