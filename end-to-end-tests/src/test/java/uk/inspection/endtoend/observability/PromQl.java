package uk.inspection.endtoend.observability;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of Prometheus' language as the platform's rules and dashboards use; anything else is
 * refused. No library for Java reads it.
 */
final class PromQl {
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\s*(?:(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)|(?<number>[0-9]+(?:\\.[0-9]+)?)"
                            + "|(?<text>\"(?:[^\"\\\\]|\\\\.)*\")"
                            + "|(?<range>\\[(?:[0-9]+(?:ms|[smhdwy])|\\$__rate_interval)])"
                            + "|(?<sign>=~|!~|!=|==|>=|<=|[-+*/%^<>=(){},]))");

    /** With how many operands and of what kind. */
    private static final Set<String> OVER_RANGES = Set.of("rate", "increase", "irate", "delta");

    private static final Set<String> AGGREGATES = Set.of("sum", "max", "min", "avg", "count");
    private static final List<Set<String>> OPERATORS =
            List.of(
                    Set.of("or"),
                    Set.of("and", "unless"),
                    Set.of("==", "!=", ">", "<", ">=", "<="),
                    Set.of("+", "-"),
                    Set.of("*", "/", "%"));

    private final Set<String> metrics = new TreeSet<>();
    private final Matcher tokens;
    private String kind = "";
    private String token = "";

    private PromQl(String expression) {
        tokens = TOKEN.matcher(expression.strip());
    }

    /** A sentence that is none of this language. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String sentence) {
            super(sentence);
        }
    }

    /**
     * The metrics that an expression names.
     *
     * @throws Refused when it is none
     */
    static Set<String> metrics(String expression) {
        var parser = new PromQl(expression);
        parser.next();
        parser.binary(0);
        if (!parser.kind.equals("end")) {
            throw parser.unexpected();
        }
        return parser.metrics;
    }

    private void next() {
        if (tokens.regionStart() == tokens.regionEnd()) {
            kind = "end";
            token = "";
        } else if (tokens.lookingAt()) {
            for (String one : List.of("name", "number", "text", "range", "sign")) {
                if (tokens.group(one) != null) {
                    kind = one;
                    token = tokens.group(one);
                }
            }
            tokens.region(tokens.end(), tokens.regionEnd());
        } else {
            throw unexpected();
        }
    }

    private void binary(int level) {
        if (level == OPERATORS.size()) {
            operand();
            return;
        }
        binary(level + 1);
        while (OPERATORS.get(level).contains(token)) {
            next();
            binary(level + 1);
        }
    }

    private void operand() {
        if (kind.equals("number")) {
            next();
        } else if (token.equals("(")) {
            next();
            binary(0);
            expect(")");
        } else if (kind.equals("name")) {
            named();
        } else {
            throw unexpected();
        }
    }

    private void named() {
        String name = token;
        next();
        if (AGGREGATES.contains(name)) {
            if (token.equals("by") || token.equals("without")) {
                next();
                labels();
            }
            expect("(");
            binary(0);
            expect(")");
        } else if (OVER_RANGES.contains(name)) {
            expect("(");
            selector(true);
            expect(")");
        } else if (name.equals("histogram_quantile")) {
            expect("(");
            binary(0);
            expect(",");
            binary(0);
            expect(")");
        } else {
            matchers(name);
            if (kind.equals("range")) {
                throw unexpected(); // a range is no value
            }
        }
    }

    private void selector(boolean range) {
        String name = token;
        if (!kind.equals("name")) {
            throw unexpected();
        }
        next();
        matchers(name);
        if (range && !kind.equals("range")) {
            throw unexpected();
        }
        next();
    }

    private void matchers(String metric) {
        if (token.equals("(")) {
            throw new Refused("There is no function %s.".formatted(metric));
        }
        metrics.add(metric);
        if (!token.equals("{")) {
            return;
        }
        do {
            next();
            if (!kind.equals("name")) {
                throw unexpected();
            }
            next();
            if (!Set.of("=", "!=", "=~", "!~").contains(token)) {
                throw unexpected();
            }
            boolean pattern = token.endsWith("~");
            next();
            if (!kind.equals("text")) {
                throw unexpected();
            }
            if (pattern) {
                Pattern.compile(token.substring(1, token.length() - 1));
            }
            next();
        } while (token.equals(","));
        expect("}");
    }

    private void labels() {
        if (!token.equals("(")) {
            throw unexpected();
        }
        do {
            next();
            if (!kind.equals("name")) {
                throw unexpected();
            }
            next();
        } while (token.equals(","));
        expect(")");
    }

    private void expect(String sign) {
        if (!token.equals(sign)) {
            throw unexpected();
        }
        next();
    }

    private Refused unexpected() {
        return new Refused("\"%s\" before place %d.".formatted(token, tokens.regionStart()));
    }
}
