package uk.inspection.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one judgement by question, as they are read from an event or a request: two
 * arrays. Services hold those of tens of thousands of cases, of which nearly all answer the same
 * questions with the same few codes; so the questions and the codes are shared, and a case costs a
 * reference for each answer where a tree would cost an entry and a text. Never changed.
 *
 * <p>Why sharing is right when several threads read events: what is shared is never changed and is
 * taken only where it is equal, so whichever thread's array or text is found there, it says the
 * same. Where two threads share at once, one of them keeps its own. Whoever sends what is long
 * keeps it to himself, so that what is shared stays small.
 */
public final class AnsweredQuestions extends AbstractMap<String, String>
        implements SortedMap<String, String> {
    private static final int SHARED = 64;
    private static final int SHARED_QUESTIONS_MAX = 512;
    private static final int SHARED_LENGTH_MAX = 64;
    private static final AtomicReferenceArray<String[]> QUESTIONS =
            new AtomicReferenceArray<>(SHARED);
    private static final AtomicReferenceArray<String> CODES = new AtomicReferenceArray<>(SHARED);

    private final String[] questions;
    private final String[] codes;

    /** Of questions in ascending order, each once. */
    private AnsweredQuestions(String[] questions, String[] codes) {
        this.questions = shared(questions);
        this.codes = codes;
    }

    /**
     * Reads a JSON object of texts; of a question that is there twice the last answer counts. What
     * is no text is refused by the name of its question, and so is what the mapper takes for no
     * text or no name.
     */
    public static final class Reader extends StdDeserializer<SortedMap<String, String>>
            implements ContextualDeserializer {
        private static final long serialVersionUID = 1L;
        private static final int USUAL = 128;
        private static final KeyDeserializer AS_IT_COMES =
                new KeyDeserializer() {
                    @Override
                    public Object deserializeKey(String name, DeserializationContext context) {
                        return name;
                    }
                };

        private final transient KeyDeserializer names;
        private final transient JsonDeserializer<?> texts;

        public Reader() {
            this(AS_IT_COMES, StringDeserializer.instance);
        }

        private Reader(KeyDeserializer names, JsonDeserializer<?> texts) {
            super(SortedMap.class);
            this.names = names;
            this.texts = texts;
        }

        @Override
        public JsonDeserializer<?> createContextual(
                DeserializationContext context, @Nullable BeanProperty property)
                throws JsonMappingException {
            JavaType text = context.constructType(String.class);
            return new Reader(
                    context.findKeyDeserializer(text, property),
                    context.findContextualValueDeserializer(text, property));
        }

        @Override
        @SuppressWarnings("unchecked")
        public SortedMap<String, String> deserialize(
                JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.isExpectedStartObjectToken()) {
                return (SortedMap<String, String>)
                        context.handleUnexpectedToken(SortedMap.class, parser);
            }
            String[] questions = new String[USUAL];
            String[] codes = new String[USUAL];
            int size = 0;
            boolean ascending = true;
            for (String question = parser.nextFieldName();
                    question != null;
                    question = parser.nextFieldName()) {
                if (size == questions.length) {
                    questions = Arrays.copyOf(questions, size * 2);
                    codes = Arrays.copyOf(codes, size * 2);
                }
                ascending &= size == 0 || questions[size - 1].compareTo(question) < 0;
                questions[size] = question;
                codes[size++] = shared(answer(question, parser, context));
            }
            return ascending
                    ? new AnsweredQuestions(
                            Arrays.copyOf(questions, size), Arrays.copyOf(codes, size))
                    : sorted(questions, codes, size);
        }

        private String answer(String question, JsonParser parser, DeserializationContext context)
                throws IOException {
            names.deserializeKey(question, context); // a refusal does not repeat what is no name
            try {
                if (parser.nextToken() != JsonToken.VALUE_STRING) {
                    throw MismatchedInputException.from(
                            parser, String.class, "An answer is a text.");
                }
                return (String) texts.deserialize(parser, context);
            } catch (JsonMappingException e) {
                throw JsonMappingException.wrapWithPath(e, question, question);
            }
        }

        private static AnsweredQuestions sorted(String[] questions, String[] codes, int size) {
            var sorted = new TreeMap<String, String>();
            for (int i = 0; i < size; i++) {
                sorted.put(questions[i], codes[i]);
            }
            return new AnsweredQuestions(
                    sorted.keySet().toArray(new String[0]), sorted.values().toArray(new String[0]));
        }
    }

    private static String[] shared(String[] questions) {
        if (questions.length == 0) {
            return questions;
        }
        int at = slot(questions.length * 31 + questions[questions.length - 1].hashCode());
        String[] others = QUESTIONS.get(at);
        if (others != null && Arrays.equals(others, questions)) {
            return others;
        }
        if (questions.length <= SHARED_QUESTIONS_MAX
                && Arrays.stream(questions).allMatch(AnsweredQuestions::isShort)) {
            QUESTIONS.set(at, questions);
        }
        return questions;
    }

    private static String shared(String code) {
        int at = slot(code.hashCode());
        String other = CODES.get(at);
        if (code.equals(other)) {
            return other;
        }
        if (isShort(code)) {
            CODES.set(at, code);
        }
        return code;
    }

    private static boolean isShort(String text) {
        return text.length() <= SHARED_LENGTH_MAX;
    }

    private static int slot(int hash) {
        return (hash ^ (hash >>> 16)) & (SHARED - 1);
    }

    @Override
    public int size() {
        return questions.length;
    }

    private int find(@Nullable Object question) {
        return question instanceof String text ? Arrays.binarySearch(questions, text) : -1;
    }

    @Override
    public @Nullable String get(@Nullable Object question) {
        int at = find(question);
        return at < 0 ? null : codes[at];
    }

    @Override
    public boolean containsKey(@Nullable Object question) {
        return find(question) >= 0;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super String> each) {
        for (int i = 0; i < questions.length; i++) {
            each.accept(questions[i], codes[i]);
        }
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return questions.length;
            }

            @Override
            public Iterator<Map.Entry<String, String>> iterator() {
                return new Iterator<>() {
                    private int next;

                    @Override
                    public boolean hasNext() {
                        return next < questions.length;
                    }

                    @Override
                    public Map.Entry<String, String> next() {
                        if (!hasNext()) {
                            throw new NoSuchElementException();
                        }
                        return Map.entry(questions[next], codes[next++]);
                    }
                };
            }
        };
    }

    @Override
    public @Nullable Comparator<? super String> comparator() {
        return null; // as texts are ordered
    }

    @Override
    public SortedMap<String, String> subMap(String from, String to) {
        return new TreeMap<>(this).subMap(from, to);
    }

    @Override
    public SortedMap<String, String> headMap(String to) {
        return new TreeMap<>(this).headMap(to);
    }

    @Override
    public SortedMap<String, String> tailMap(String from) {
        return new TreeMap<>(this).tailMap(from);
    }

    @Override
    public String firstKey() {
        return question(0);
    }

    @Override
    public String lastKey() {
        return question(questions.length - 1);
    }

    private String question(int at) {
        if (questions.length == 0) {
            throw new NoSuchElementException();
        }
        return questions[at];
    }
}
