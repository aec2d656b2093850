package uk.inspection.endtoend.observability;

import java.util.Queue;
import java.util.concurrent.Flow;

/** Keeps the lines of a stream that does not end. */
record LineReader(Queue<String> lines) implements Flow.Subscriber<String> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        lines.add(line);
    }

    @Override
    public void onError(Throwable broken) {
        lines.add("broken: " + broken);
    }

    @Override
    public void onComplete() {
        lines.add("ended");
    }
}
