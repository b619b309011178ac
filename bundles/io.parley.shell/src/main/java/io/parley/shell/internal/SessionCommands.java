package io.parley.shell.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Capabilities;
import io.parley.api.session.SessionService;
import io.parley.api.task.Activity;
import io.parley.api.task.Details;
import io.parley.api.task.NewSession;
import io.parley.api.task.SessionDirectory;
import io.parley.api.task.SessionOverview;
import io.parley.api.task.SessionPage;
import io.parley.api.task.SessionStatistics;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands {@code parley:sessionlist} and so on: sessions as conversations. */
@Component(
        service = SessionCommands.class,
        property = {
            "osgi.command.scope=parley",
            "osgi.command.function=sessionlist",
            "osgi.command.function=sessionshow",
            "osgi.command.function=sessioncreate",
            "osgi.command.function=sessionspawn",
            "osgi.command.function=sessiondescribe",
            "osgi.command.function=sessionclose",
            "osgi.command.function=sessionstats",
            "osgi.command.function=sessioncleanup"
        })
public final class SessionCommands {

    private static final String UNCHANGED = "\0";

    private final SessionDirectory directory;
    private final SessionService sessions;

    @Activate
    public SessionCommands(@Reference SessionDirectory directory, @Reference SessionService sessions) {
        this.directory = directory;
        this.sessions = sessions;
    }

    @Descriptor("lists sessions as conversations, the oldest first")
    public String sessionlist(
            @Descriptor("how many at the most, up to 1000")
                    @Parameter(
                            names = {"-n", "--limit"},
                            absentValue = "20")
                    int limit,
            @Descriptor("how many come before")
                    @Parameter(
                            names = {"-o", "--offset"},
                            absentValue = "0")
                    int offset) {
        SessionPage page = Results.of(directory.list(limit, offset));
        Table table = new Table("ID", "STATUS", "MESSAGES", "LAST ACTIVITY", "TASKS", "AGENT", "TITLE");
        page.sessions()
                .forEach(one -> table.row(
                        one.session().id(),
                        word(one.activity()),
                        one.messages(),
                        one.lastActivity(),
                        one.tasks().size(),
                        one.details().agent(),
                        one.details().title()));
        SessionPage.Pagination place = page.pagination();
        SessionPage.Summary summary = page.summary();
        return table + "\npage " + place.currentPage() + " of " + place.totalPages() + ", "
                + page.totalCount() + " sessions: " + summary.active() + " active, " + summary.waitingForInput()
                + " waiting for input, " + summary.idle() + " idle; " + summary.agentTasks() + " with tasks"
                + (place.hasMore() ? "\nMore: -o " + (offset + limit) : "");
    }

    @Descriptor("shows one session with its tasks")
    public String sessionshow(@Descriptor("the session's id") String id) {
        return show(Results.of(directory.get(id)));
    }

    @Descriptor("makes a session that nobody is connected to yet")
    public String sessioncreate(
            @Descriptor("its id; empty for one that is made up")
                    @Parameter(
                            names = {"-i", "--id"},
                            absentValue = "")
                    String id,
            @Descriptor("who may connect to it")
                    @Parameter(
                            names = {"-p", "--principal"},
                            absentValue = "anonymous")
                    String principal,
            @Descriptor("its title")
                    @Parameter(
                            names = {"-t", "--title"},
                            absentValue = "")
                    String title,
            @Descriptor("what it is about")
                    @Parameter(
                            names = {"-d", "--description"},
                            absentValue = "")
                    String description,
            @Descriptor("who works in it")
                    @Parameter(
                            names = {"-a", "--agent"},
                            absentValue = "")
                    String agent,
            @Descriptor("how many hours it waits to be connected to")
                    @Parameter(
                            names = {"-e", "--expiry"},
                            absentValue = "168")
                    int hours) {
        return show(Results.of(directory.create(request(id, principal, title, description, agent, hours))));
    }

    @Descriptor("makes a session and sends it its first message")
    public String sessionspawn(
            @Descriptor("its id; empty for one that is made up")
                    @Parameter(
                            names = {"-i", "--id"},
                            absentValue = "")
                    String id,
            @Descriptor("who may connect to it")
                    @Parameter(
                            names = {"-p", "--principal"},
                            absentValue = "anonymous")
                    String principal,
            @Descriptor("its title")
                    @Parameter(
                            names = {"-t", "--title"},
                            absentValue = "")
                    String title,
            @Descriptor("what it is about")
                    @Parameter(
                            names = {"-d", "--description"},
                            absentValue = "")
                    String description,
            @Descriptor("who works in it")
                    @Parameter(
                            names = {"-a", "--agent"},
                            absentValue = "")
                    String agent,
            @Descriptor("how many hours it waits to be connected to")
                    @Parameter(
                            names = {"-e", "--expiry"},
                            absentValue = "168")
                    int hours,
            @Descriptor("the message") String... text) {
        if (text.length == 0) {
            throw new IllegalArgumentException("a text is needed");
        }
        return show(Results.of(directory.spawn(
                request(id, principal, title, description, agent, hours),
                Payload.utf8(String.join(" ", text)),
                Optional.of("text/plain; charset=utf-8"))));
    }

    private static NewSession request(
            String id, String principal, String title, String description, String agent, int hours) {
        return new NewSession(
                Optional.of(id).filter(given -> !given.isEmpty()),
                principal,
                new Details(title, description, agent),
                Duration.ofHours(hours),
                Optional.empty());
    }

    @Descriptor("sets what a session is about; what is not given stays")
    public String sessiondescribe(
            @Descriptor("its title")
                    @Parameter(
                            names = {"-t", "--title"},
                            absentValue = UNCHANGED)
                    String title,
            @Descriptor("what it is about")
                    @Parameter(
                            names = {"-d", "--description"},
                            absentValue = UNCHANGED)
                    String description,
            @Descriptor("who works in it")
                    @Parameter(
                            names = {"-a", "--agent"},
                            absentValue = UNCHANGED)
                    String agent,
            @Descriptor("the session's id") String id) {
        Details before = Results.of(directory.get(id)).details();
        Details after = new Details(
                given(title, before.title()), given(description, before.description()), given(agent, before.agent()));
        return show(Results.of(directory.describe(id, after)));
    }

    private static String given(String text, String otherwise) {
        return text.equals(UNCHANGED) ? otherwise : text;
    }

    @Descriptor("ends a session with all it has")
    public String sessionclose(@Descriptor("the session's id") String id) {
        Results.of(directory.close(id));
        return "session " + id + " is closed";
    }

    @Descriptor("counts sessions as conversations")
    public String sessionstats() {
        SessionStatistics figures = Results.of(directory.statistics());
        Table table = new Table("FIGURE", "VALUE").row("total", figures.total());
        Arrays.stream(Activity.values())
                .forEach(one -> table.row(word(one), figures.byStatus().get(one)));
        return table.row("average age (s)", figures.averageAge().toSeconds()).toString();
    }

    @Descriptor("ends sessions to which nobody is connected and in which nothing has happened for long")
    public String sessioncleanup(
            @Descriptor("really ends them, for good")
                    @Parameter(
                            names = {"-y", "--yes"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean sure,
            @Descriptor("for how many hours nothing has happened; what is configured where it is not given")
                    @Parameter(
                            names = {"-h", "--hours"},
                            absentValue = "-1")
                    int hours) {
        if (!sure) {
            throw new RefusedException(Reason.INVALID, "Sessions would be ended for good; -y says that this is meant");
        }
        Optional<Duration> silence = hours < 0 ? Optional.empty() : Optional.of(Duration.ofHours(hours));
        return Results.of(directory.cleanUp(silence)) + " sessions ended";
    }

    private String show(SessionOverview one) {
        Table table = new Table("WHAT", "VALUE")
                .row("id", one.session().id())
                .row("principal", one.session().principal())
                .row("state", one.session().state())
                .row("status", word(one.activity()))
                .row("title", one.details().title())
                .row("description", one.details().description())
                .row("agent", one.details().agent())
                .row("created", one.session().created())
                .row("last activity", one.lastActivity())
                .row("messages", one.messages());
        Results.of(sessions.agreement(one.session().id())).ifPresent(agreed -> show(agreed, table));
        one.tasks().forEach(task -> table.row("task " + task.id(), TaskCommands.words(task)));
        return table.toString();
    }

    /** What the client that is connected and Parley may do. */
    private static void show(Capabilities.Agreement agreed, Table table) {
        table.row("protocol version", agreed.version())
                .row("content type", agreed.serializer().orElse(""))
                .row("encoding", agreed.compressor().orElse(""))
                .row("largest message in", size(agreed.largestIn()))
                .row("largest message out", size(agreed.largestOut()))
                .row("credit in", agreed.creditIn())
                .row("credit out", agreed.creditOut())
                .row("features", String.join(" ", agreed.features()));
    }

    private static String size(long bytes) {
        return bytes == Capabilities.ANY ? "any" : bytes + " bytes";
    }

    private static String word(Activity activity) {
        return activity.name().toLowerCase(Locale.ROOT);
    }
}
