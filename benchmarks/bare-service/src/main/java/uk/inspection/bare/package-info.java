/** The limit that services are measured against. It is frozen: who makes it faster says why. */
@org.jspecify.annotations.NullMarked
package uk.inspection.bare;
