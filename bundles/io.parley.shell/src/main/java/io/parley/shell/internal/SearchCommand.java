package io.parley.shell.internal;

import io.parley.api.search.SessionSearch;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command {@code parley:sessionsearch}. */
@Component(
        service = SearchCommand.class,
        property = {"osgi.command.scope=parley", "osgi.command.function=sessionsearch"})
public final class SearchCommand {

    private final SessionSearch search;

    @Activate
    public SearchCommand(@Reference SessionSearch search) {
        this.search = search;
    }

    @Descriptor("finds sessions by words of their ids, titles, descriptions and agents, the newest first")
    public String sessionsearch(
            @Descriptor("how many at the most, up to 1000")
                    @Parameter(
                            names = {"-n", "--limit"},
                            absentValue = "20")
                    int limit,
            @Descriptor("where to go on, as an earlier call has said")
                    @Parameter(
                            names = {"-a", "--after"},
                            absentValue = "")
                    String after,
            @Descriptor("the words; each has to occur") String... words) {
        SessionSearch.Page page = Results.of(search.search(String.join(" ", words), Found.given(after), limit));
        Table table = new Table("ID", "AGENT", "TITLE");
        page.hits()
                .forEach(hit -> table.row(
                        hit.session(), hit.details().agent(), hit.details().title()));
        return Found.page(table, page.totalCount(), page.next());
    }
}
