/**
 * The demo: plays a published inspection through the services' REST interfaces, as its people
 * would, and compares what comes out with what was published. Knows no more of the services than a
 * client.
 */
@NullMarked
package uk.inspection.local.demo;

import org.jspecify.annotations.NullMarked;
