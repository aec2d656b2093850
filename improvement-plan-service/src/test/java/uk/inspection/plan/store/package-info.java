/** Several instances of the service on one database. */
@NullMarked
package uk.inspection.plan.store;

import org.jspecify.annotations.NullMarked;
