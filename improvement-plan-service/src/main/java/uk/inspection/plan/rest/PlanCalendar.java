package uk.inspection.plan.rest;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.util.List;
import net.fortuna.ical4j.data.CalendarOutputter;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.ParameterList;
import net.fortuna.ical4j.model.component.CalendarComponent;
import net.fortuna.ical4j.model.component.Daylight;
import net.fortuna.ical4j.model.component.Observance;
import net.fortuna.ical4j.model.component.Standard;
import net.fortuna.ical4j.model.component.VAlarm;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.component.VTimeZone;
import net.fortuna.ical4j.model.parameter.Cn;
import net.fortuna.ical4j.model.parameter.Related;
import net.fortuna.ical4j.model.parameter.Value;
import net.fortuna.ical4j.model.property.Description;
import net.fortuna.ical4j.model.property.DtEnd;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.Name;
import net.fortuna.ical4j.model.property.Organizer;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.RRule;
import net.fortuna.ical4j.model.property.RefreshInterval;
import net.fortuna.ical4j.model.property.Sequence;
import net.fortuna.ical4j.model.property.Summary;
import net.fortuna.ical4j.model.property.Trigger;
import net.fortuna.ical4j.model.property.TzId;
import net.fortuna.ical4j.model.property.TzName;
import net.fortuna.ical4j.model.property.TzOffsetFrom;
import net.fortuna.ical4j.model.property.TzOffsetTo;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.XProperty;
import net.fortuna.ical4j.model.property.immutable.ImmutableAction;
import net.fortuna.ical4j.model.property.immutable.ImmutableCalScale;
import net.fortuna.ical4j.model.property.immutable.ImmutableMethod;
import net.fortuna.ical4j.model.property.immutable.ImmutableTransp;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;
import org.jspecify.annotations.Nullable;
import uk.inspection.plan.projection.PlanView;
import uk.inspection.plan.projection.PlanView.QuarterView;
import uk.inspection.plan.projection.PlanView.ReinspectionView;

/**
 * The days still to be met, as a calendar (RFC 5545 and 7986) of whole-day events. It says the same
 * of the same plans whenever it is asked: nothing in it comes from a clock.
 */
final class PlanCalendar {
    /** Reserved so that it is never a host (RFC 2606); part of every event's identity. */
    private static final String DOMAIN = "improvement-plans.inspection.invalid";

    private static final Duration REFRESH = Duration.ofHours(1);
    private static final List<Integer> ALARM_DAYS = List.of(14, 3);
    private static final int LINE_OCTETS_MAX = 75;

    private final Calendar calendar = new Calendar();

    PlanCalendar(String name) {
        String shown = text(name);
        calendar.add(new ProdId("-//Inspection lifecycle platform//Improvement plans//EN"));
        calendar.add(ImmutableVersion.VERSION_2_0);
        calendar.add(ImmutableCalScale.GREGORIAN);
        calendar.add(ImmutableMethod.PUBLISH);
        calendar.add(new Name(shown));
        calendar.add(new XProperty("X-WR-CALNAME", shown));
        calendar.add(new RefreshInterval(new ParameterList(List.of(Value.DURATION)), REFRESH));
        calendar.add(new XProperty("X-PUBLISHED-TTL", REFRESH.toString()));
        calendar.add(london());
    }

    /**
     * Adds what the plan still has to meet: its own due date, unless it is being reviewed or was
     * finalised; the monitoring returns that are not in; the re-inspection until it is arranged.
     */
    void add(PlanView plan) {
        if (plan.closedOn != null) {
            return;
        }
        if (plan.finalisedOn == null && !plan.status.equals(PlanView.SUBMITTED)) {
            add(plan, "plan", 1, plan.due.on(), "improvement plan due", plan.due.rule());
        }
        for (QuarterView quarter : plan.quarters) {
            if (quarter.submittedOn == null) {
                add(
                        plan,
                        "monitoring-return",
                        quarter.number,
                        quarter.dueOn,
                        "monitoring return " + quarter.number + " due",
                        quarter.rule);
            }
        }
        ReinspectionView reinspection = plan.reinspection;
        if (reinspection.due != null && reinspection.inspectionId == null) {
            add(
                    plan,
                    "reinspection",
                    1,
                    reinspection.due.on(),
                    "re-inspection due",
                    reinspection.due.rule());
        }
    }

    private void add(
            PlanView plan,
            String kind,
            int number,
            LocalDate on,
            String what,
            @Nullable String rule) {
        String summary = text(plan.area + ": " + what);
        var event = new VEvent(false);
        event.add(new Uid("%s.%s.%d@%s".formatted(plan.inspectionId, kind, number, DOMAIN)));
        event.add(new DtStamp(plan.changedAt));
        event.add(new Sequence((int) plan.version));
        event.add(organizer());
        event.add(new DtStart<>(on));
        event.add(new DtEnd<>(on.plusDays(1)));
        event.add(new Summary(summary));
        event.add(
                new Description(
                        text(
                                rule == null // as in the oldest plans
                                        ? "Overseer: " + plan.overseer
                                        : "Rule: %s\nOverseer: %s"
                                                .formatted(rule, plan.overseer))));
        event.add(ImmutableTransp.TRANSPARENT);
        for (int days : ALARM_DAYS) {
            var alarm = new VAlarm();
            alarm.add(ImmutableAction.DISPLAY);
            alarm.add(new Trigger(new ParameterList(List.of(Related.START)), Period.ofDays(-days)));
            alarm.add(new Description(summary));
            event.add(alarm);
        }
        calendar.add((CalendarComponent) event);
    }

    /** What is published has an organizer (RFC 5546); this one can be sent nothing. */
    private static Organizer organizer() {
        return new Organizer(
                new ParameterList(List.of(new Cn("Improvement plans"))),
                java.net.URI.create("mailto:nobody@" + DOMAIN));
    }

    @Override
    public String toString() {
        var written = new StringWriter();
        try {
            new CalendarOutputter(false).output(calendar, written);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return folded(written.toString().replace("\r\n ", ""));
    }

    /**
     * Lines of at most 75 octets each. The library counts characters, which makes lines too long,
     * and cuts some characters in two.
     */
    private static String folded(String unfolded) {
        var lines = new StringBuilder(unfolded.length() * 11 / 10);
        int octets = 0;
        for (int at = 0; at < unfolded.length(); ) {
            int character = unfolded.codePointAt(at);
            at += Character.charCount(character);
            if (character == '\r' || character == '\n') {
                octets = 0;
            } else {
                int length = octets(character);
                if (octets + length > LINE_OCTETS_MAX) {
                    lines.append("\r\n ");
                    octets = 1;
                }
                octets += length;
            }
            lines.appendCodePoint(character);
        }
        return lines.toString();
    }

    /** In UTF-8. */
    private static int octets(int character) {
        if (character < 0x80) {
            return 1;
        }
        return character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    }

    /** Without control characters, and without what some programs take for the end of a line. */
    private static String text(String words) {
        return words.replaceAll("\r\n?", "\n").replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}&&[^\n\t]]", " ");
    }

    /**
     * The zone of the days. It is there so that a calendar with nothing to be met holds a component
     * all the same, without which it would be no calendar.
     */
    private static VTimeZone london() {
        var zone = new VTimeZone();
        zone.add(new TzId("Europe/London"));
        zone.add(observance(new Daylight(), "BST", "1996-03-31T01:00", 3, "+0000", "+0100"));
        zone.add(observance(new Standard(), "GMT", "1996-10-27T02:00", 10, "+0100", "+0000"));
        return zone;
    }

    private static Observance observance(
            Observance observance, String name, String first, int month, String from, String to) {
        observance.add(new TzName(name));
        observance.add(new DtStart<>(LocalDateTime.parse(first)));
        observance.add(new RRule<>("FREQ=YEARLY;BYMONTH=%d;BYDAY=-1SU".formatted(month)));
        var offsetFrom = new TzOffsetFrom();
        offsetFrom.setValue(from);
        observance.add(offsetFrom);
        var offsetTo = new TzOffsetTo();
        offsetTo.setValue(to);
        observance.add(offsetTo);
        return observance;
    }
}
