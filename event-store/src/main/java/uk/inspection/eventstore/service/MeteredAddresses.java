package uk.inspection.eventstore.service;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/**
 * What is counted of a request that was refused before it was known which operation it asks for:
 * its status, and not its address, which may hold an inspection's id and is never the same twice.
 */
@Singleton
class MeteredAddresses implements MeterFilter {
    private static final String ADDRESS = "uri";
    private static final String STATUS = "status";
    private static final Pattern REFUSED = Pattern.compile("4..|5..");

    @Override
    public Meter.Id map(Meter.Id id) {
        String address = id.getTag(ADDRESS);
        String status = id.getTag(STATUS);
        boolean known =
                address == null
                        || !address.startsWith("/")
                        || address.contains("{")
                        || status == null
                        || !REFUSED.matcher(status).matches();
        return known ? id : id.withTag(Tag.of(ADDRESS, "REFUSED"));
    }
}
