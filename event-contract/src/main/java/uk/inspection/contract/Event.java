package uk.inspection.contract;

/**
 * A fact that some service wrote to its log. The simple name of the record is the type on the wire;
 * who, when and in which order stand in the envelope, not here.
 */
public sealed interface Event
        permits CaseEvent, FrameworkEvent, ScoreEvent, ReportEvent, PlanEvent, DiscardEvent {}
