package io.parley.health.internal;

import io.parley.engine.contract.Page;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;

/** The health checks with one tag, one a line, and as the status whether all of them are well enough: 200 or 503. */
final class CheckedPage implements Page {

    private static final int WELL = 200;
    private static final int UNWELL = 503;

    private final String path;
    private final String tag;
    private final Collection<TaggedCheck> checks;
    private final Predicate<Result.Status> wellEnough;

    CheckedPage(String path, String tag, Collection<TaggedCheck> checks, Predicate<Result.Status> wellEnough) {
        this.path = path;
        this.tag = tag;
        this.checks = checks;
        this.wellEnough = wellEnough;
    }

    private record Line(String name, Result.Status status, String text) {

        @Override
        public String toString() {
            return status + " " + name + ": " + text + "\n";
        }
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Answer answer(String accept) {
        List<Line> lines = checks.stream()
                .filter(check -> check.tags().contains(tag))
                .map(CheckedPage::line)
                .sorted(Comparator.comparing(Line::name))
                .toList();
        boolean well = lines.stream().allMatch(line -> wellEnough.test(line.status));
        String text = lines.stream().map(Line::toString).collect(Collectors.joining());
        return Answer.text(well ? WELL : UNWELL, text);
    }

    private static Line line(TaggedCheck tagged) {
        HealthCheck check = tagged.check();
        try {
            Result result = check.execute();
            String text = StreamSupport.stream(result.spliterator(), false)
                    .map(ResultLog.Entry::getMessage)
                    .collect(Collectors.joining("; "));
            return new Line(tagged.name(), result.getStatus(), text.replace('\n', ' '));
        } catch (RuntimeException e) {
            return new Line(tagged.name(), Result.Status.HEALTH_CHECK_ERROR, e.toString());
        }
    }
}
