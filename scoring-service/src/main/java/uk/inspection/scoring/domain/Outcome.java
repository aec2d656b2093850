package uk.inspection.scoring.domain;

import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.ScoreEvent.ReinspectionProposal;
import uk.inspection.contract.Scores;

/**
 * What the judgements of an inspection come to at one version of its case stream.
 *
 * @param sampled cases in the sample, judged or not; withdrawn ones are not counted
 * @param judged cases whose answers count
 * @param reinspection what the framework's rule would propose if these scores were final
 */
public record Outcome(
        FrameworkRef framework,
        int sampled,
        int judged,
        long caseVersion,
        Scores scores,
        ReinspectionProposal reinspection) {}
