package io.parley.shell.internal;

import io.parley.api.search.MessageSearch;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command {@code parley:messagesearch}. */
@Component(
        service = MessageSearchCommand.class,
        property = {"osgi.command.scope=parley", "osgi.command.function=messagesearch"})
public final class MessageSearchCommand {

    private final MessageSearch search;

    @Activate
    public MessageSearchCommand(@Reference MessageSearch search) {
        this.search = search;
    }

    @Descriptor("finds messages by words of what they say, the newest first")
    public String messagesearch(
            @Descriptor("how many at the most, up to 100")
                    @Parameter(
                            names = {"-n", "--limit"},
                            absentValue = "20")
                    int limit,
            @Descriptor("where to go on, as an earlier call has said")
                    @Parameter(
                            names = {"-a", "--after"},
                            absentValue = "")
                    String after,
            @Descriptor("only what this agent has sent or received")
                    @Parameter(
                            names = {"-g", "--agent"},
                            absentValue = "")
                    String agent,
            @Descriptor("the words; each has to occur") String... words) {
        MessageSearch.Page page =
                Results.of(search.search(String.join(" ", words), Found.given(agent), Found.given(after), limit));
        Table table = new Table("TIME", "FROM", "TO", "TOPIC", "ID", "TEXT");
        page.hits()
                .forEach(hit -> table.row(
                        hit.time(),
                        hit.from(),
                        hit.to(),
                        hit.from().isEmpty() ? hit.topic() : "",
                        hit.id(),
                        hit.excerpt()));
        return Found.page(table, page.totalCount(), page.next());
    }
}
