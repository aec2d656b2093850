/**
 * The rules of an inspection's fieldwork, who may be judged when and what a complete judgement is;
 * and of the register of frameworks. Pure: no framework, no clock, no storage.
 */
@NullMarked
package uk.inspection.cases.domain;

import org.jspecify.annotations.NullMarked;
