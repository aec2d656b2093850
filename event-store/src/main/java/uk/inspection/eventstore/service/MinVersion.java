package uk.inspection.eventstore.service;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a method: a read of one inspection that takes {@code ?minVersion=} and waits for it. The
 * inspection is the path parameter {@code inspectionId} or {@code id}; who may wait, {@link
 * Waiting} says.
 */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface MinVersion {}
