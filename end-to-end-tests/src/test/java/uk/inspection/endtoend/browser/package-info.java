/** What a real browser does at a real identity server, on the packaged services. */
@NullMarked
package uk.inspection.endtoend.browser;

import org.jspecify.annotations.NullMarked;
