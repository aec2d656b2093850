package uk.inspection.endtoend.twoyears;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import uk.inspection.endtoend.twoyears.Conduct.Announcing;
import uk.inspection.endtoend.twoyears.Conduct.Changing;
import uk.inspection.endtoend.twoyears.Conduct.Returning;
import uk.inspection.endtoend.twoyears.Conduct.Reviewing;
import uk.inspection.endtoend.twoyears.Conduct.Submitting;

/** How the areas behave: fourteen of them on few days, or many on any day. */
final class Conducts {
    private static final LocalDate FIRST_PUBLICATION = LocalDate.parse("2011-09-01");

    /** The first plan's due day is in the middle of the second's, so that they share days. */
    private static final LocalDate SECOND_PUBLICATION = LocalDate.parse("2011-09-15");

    /** The day on which the clocks go back. */
    private static final LocalDate CHANGED_TO = LocalDate.parse("2011-10-30");

    /** The first returns are due on 29 February 2012. */
    private static final LocalDate FINALISED = LocalDate.parse("2011-11-30");

    /** Into the second year, on days that the others have or on days of their own. */
    private static final List<LocalDate> FIXED_RETURNS =
            List.of(
                    LocalDate.parse("2012-05-30"),
                    LocalDate.parse("2012-08-30"),
                    LocalDate.parse("2012-11-30"),
                    LocalDate.parse("2013-08-30"));

    /** Shared with the third returns, and a year's first day. */
    private static final List<LocalDate> REINSPECTIONS =
            List.of(LocalDate.parse("2012-08-30"), LocalDate.parse("2013-01-01"));

    private Conducts() {}

    /** Fourteen areas that show everything an area can do, on some forty days of two years. */
    static List<Conduct> fourteen(Random random) {
        return List.of(
                new Fourteen(1, FIRST_PUBLICATION, random)
                        .submitting(Submitting.THREE_DAYS_BEFORE)
                        .reinspected(0, Announcing.NEVER)
                        .returning(Returning.ON_THE_DAY, Returning.WHEN_ITS_QUARTER_BEGINS)
                        .conduct(),
                new Fourteen(2, FIRST_PUBLICATION, random)
                        .submitting(Submitting.ON_THE_DAY)
                        .reinspected(0, Announcing.TWO_WEEKS_BEFORE)
                        .returning(Returning.LATE, Returning.ON_THE_DAY)
                        .conduct(),
                new Fourteen(3, FIRST_PUBLICATION, random)
                        .submitting(Submitting.LATE)
                        .returning(Returning.NEVER, Returning.WHEN_ITS_QUARTER_BEGINS)
                        .conduct(),
                new Fourteen(4, FIRST_PUBLICATION, random)
                        .submitting(Submitting.NEVER)
                        .reinspected(1, Announcing.LATE)
                        .conduct(),
                new Fourteen(5, FIRST_PUBLICATION, random)
                        .submitting(Submitting.TWO_WEEKS_BEFORE)
                        .reviewed(Reviewing.RETURNED_AT_ONCE, Submitting.THREE_DAYS_BEFORE)
                        .reinspected(0, Announcing.WHEN_DUE)
                        .conduct(),
                new Fourteen(6, FIRST_PUBLICATION, random)
                        .submitting(Submitting.THREE_DAYS_BEFORE)
                        .reviewed(Reviewing.RETURNED_ON_THE_DUE_DAY, Submitting.LATE)
                        .reinspected(1, Announcing.TWO_WEEKS_BEFORE)
                        .conduct(),
                new Fourteen(7, FIRST_PUBLICATION, random)
                        .submitting(Submitting.ON_THE_DAY)
                        .reviewed(Reviewing.RETURNED_WITH_A_NEW_DATE, Submitting.ON_THE_DAY)
                        .fixedReturns()
                        .conduct(),
                new Fourteen(8, FIRST_PUBLICATION, random)
                        .changing(Changing.BEFORE_DUE)
                        .submitting(Submitting.LATE)
                        .reinspected(1, Announcing.WHEN_DUE)
                        .conduct(),
                new Fourteen(9, SECOND_PUBLICATION, random)
                        .changing(Changing.WHEN_OVERDUE)
                        .submitting(Submitting.ON_THE_DAY)
                        .fixedReturns()
                        .reinspected(1, Announcing.NEVER)
                        .conduct(),
                new Fourteen(10, SECOND_PUBLICATION, random)
                        .submitting(Submitting.LATE)
                        .reviewed(Reviewing.RETURNED_AT_ONCE, Submitting.NEVER)
                        .reinspected(0, Announcing.LATE)
                        .conduct(),
                new Fourteen(11, SECOND_PUBLICATION, random)
                        .submitting(Submitting.ON_THE_DAY)
                        .reinspected(0, Announcing.LATE)
                        .returning(Returning.THREE_DAYS_BEFORE, Returning.LATE)
                        .conduct(),
                new Fourteen(12, SECOND_PUBLICATION, random)
                        .submitting(Submitting.TWO_WEEKS_BEFORE)
                        .reviewed(
                                Reviewing.RETURNED_THE_DAY_BEFORE_IT_IS_DUE, Submitting.ON_THE_DAY)
                        .fixedReturns()
                        .returning(Returning.LATE, Returning.WHEN_ITS_QUARTER_BEGINS)
                        .conduct(),
                new Fourteen(13, FIRST_PUBLICATION, random)
                        .submitting(Submitting.TWO_WEEKS_BEFORE)
                        .reviewed(Reviewing.RETURNED_AT_ONCE_WITH_A_NEW_DATE, Submitting.LATE)
                        .conduct(),
                new Fourteen(14, FIRST_PUBLICATION, random)
                        .submitting(Submitting.THREE_DAYS_BEFORE)
                        .reviewed(Reviewing.RETURNED_AT_ONCE_WITH_A_NEW_DATE, Submitting.ON_THE_DAY)
                        .fixedReturns()
                        .conduct());
    }

    /** As many areas as wanted, published within the first year on a dozen and a half days. */
    static List<Conduct> any(int areas, Random random) {
        var publications = new ArrayList<LocalDate>();
        for (int i = 0; i < 18; i++) {
            publications.add(FIRST_PUBLICATION.plusDays(random.nextInt(340)));
        }
        var conducts = new ArrayList<Conduct>();
        for (int i = 0; i < areas; i++) {
            LocalDate published = publications.get(random.nextInt(publications.size()));
            LocalDate planDue = published.plusDays(28);
            Changing changing =
                    random.nextInt(5) > 0
                            ? Changing.NO
                            : any(List.of(Changing.BEFORE_DUE, Changing.WHEN_OVERDUE), random);
            // Eleven days on, the new date's first reminder falls on the day of the old one's last
            // but one: two events on one day, told apart by what they remind of.
            LocalDate changedTo = planDue.plusDays(any(List.of(7, 11, 21), random));
            LocalDate quarter = published.plusDays(60);
            conducts.add(
                    new Conduct(
                            "Area %03d".formatted(i + 1),
                            published,
                            any(List.of(Submitting.values()), random),
                            random.nextInt(3) == 0,
                            random.nextInt(2) == 0,
                            changing,
                            changing == Changing.NO ? null : changedTo,
                            any(List.of(Reviewing.values()), random),
                            any(List.of(Submitting.values()), random),
                            published.plusDays(any(List.of(35, 60), random)),
                            random.nextInt(3) > 0
                                    ? null
                                    : List.of(
                                            quarter.plusDays(60),
                                            quarter.plusDays(150),
                                            quarter.plusDays(240),
                                            quarter.plusDays(330)),
                            anyReturns(random),
                            random.nextInt(2) == 0 ? null : published.plusMonths(12),
                            any(List.of(Announcing.values()), random)));
        }
        return conducts;
    }

    private static List<Returning> anyReturns(Random random) {
        var returns = new ArrayList<Returning>();
        for (int quarter = 0; quarter < 4; quarter++) {
            returns.add(any(List.of(Returning.values()), random));
        }
        return returns;
    }

    private static <T> T any(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** One of the fourteen; what is not said differs with the seed, on days that are shared. */
    private static final class Fourteen {
        private final int number;
        private final LocalDate published;
        private final boolean lacksDetailFirst;
        private final boolean signedOff;
        private final List<Returning> returns;
        private Submitting submitting = Submitting.ON_THE_DAY;
        private Changing changing = Changing.NO;
        private Reviewing reviewing = Reviewing.FINALISED;
        private Submitting again = Submitting.NEVER;
        private @Nullable List<LocalDate> fixedReturns;
        private @Nullable LocalDate reinspectionDue;
        private Announcing announcing = Announcing.NEVER;

        Fourteen(int number, LocalDate published, Random random) {
            this.number = number;
            this.published = published;
            this.lacksDetailFirst = number % 3 == 0;
            this.signedOff = number % 2 == 0;
            this.returns = anyReturns(random);
        }

        Fourteen submitting(Submitting when) {
            submitting = when;
            return this;
        }

        Fourteen changing(Changing when) {
            changing = when;
            return this;
        }

        Fourteen reviewed(Reviewing how, Submitting next) {
            reviewing = how;
            again = next;
            return this;
        }

        Fourteen fixedReturns() {
            fixedReturns = FIXED_RETURNS;
            return this;
        }

        Fourteen reinspected(int which, Announcing when) {
            reinspectionDue = REINSPECTIONS.get(which);
            announcing = when;
            return this;
        }

        Fourteen returning(Returning first, Returning second) {
            returns.set(0, first);
            returns.set(1, second);
            return this;
        }

        Conduct conduct() {
            return new Conduct(
                    "Area %02d".formatted(number),
                    published,
                    submitting,
                    lacksDetailFirst,
                    signedOff,
                    changing,
                    changing == Changing.NO ? null : CHANGED_TO,
                    reviewing,
                    again,
                    FINALISED,
                    fixedReturns,
                    returns,
                    reinspectionDue,
                    announcing);
        }
    }
}
