package uk.inspection.reporting;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a page says, without its markup. */
final class Markup {
    private Markup() {}

    /** The rows of all tables, cells apart by a bar, without markup. */
    static List<String> rows(String page) {
        return Pattern.compile("<tr[^>]*>(.*?)</tr>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(row ->
                        row.group(1)
                                .strip()
                                .replaceAll("</t[dh]>\\s*<t[dh][^>]*>", "|")
                                .replaceAll("<[^>]*>", "")
                                .replaceAll(" *\\| *", "|")
                                .strip())
                .toList();
    }

    /** A column of the results. */
    static List<String> column(String page, int number) {
        return rows(page.substring(page.indexOf("id=\"results\""))).stream()
                .skip(1)
                .map(row -> row.split("\\|", -1)[number])
                .toList();
    }

    static List<String> charts(String page) {
        return Pattern.compile("<svg class=\"pages-chart[ \"].*?</svg>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    static List<String> texts(String chart) {
        return Pattern.compile("<text[^>]*>(.*?)</text>", Pattern.DOTALL)
                .matcher(chart)
                .results()
                .map(text -> text.group(1).replaceAll("<[^>]*>", "").strip())
                .toList();
    }
}
