package uk.inspection.eventstore;

import java.util.List;
import uk.inspection.eventstore.memory.MemoryLog;

class MemoryLogTest extends EventStoreContract {
    private final MemoryLog log = new MemoryLog();

    @Override
    protected Log log() {
        return log;
    }

    @Override
    protected Log sameLog() {
        return log;
    }

    @Override
    protected List<Log.Parked> parked() {
        return log.parked();
    }
}
