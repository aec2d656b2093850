package uk.inspection.local.demo;

import java.net.URI;
import java.util.List;
import uk.inspection.local.Tokens;

/** Where the services answer, and who signs the players' tokens. */
public record Services(
        Service cases, Service scores, Service plans, Service reports, Tokens tokens) {

    /** One service by its name and address. */
    public record Service(String name, URI address) {}

    List<Service> all() {
        return List.of(cases, scores, reports, plans);
    }
}
