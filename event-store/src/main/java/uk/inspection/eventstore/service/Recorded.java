package uk.inspection.eventstore.service;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a method: a read whose answer speaks of cases, which is recorded before it is answered, and so
 * is its refusal. Inspection and case are the parameters {@code inspectionId}, {@code id} or {@code
 * inspection}, and {@code caseId} or {@code case}, of the path or the query; without one, all.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Recorded {}
