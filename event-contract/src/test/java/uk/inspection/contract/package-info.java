/** What the contract promises: every event, schema, example and framework is checked here. */
@NullMarked
package uk.inspection.contract;

import org.jspecify.annotations.NullMarked;
