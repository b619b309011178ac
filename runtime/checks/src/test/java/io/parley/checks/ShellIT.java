package io.parley.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the shell against the running distribution, as scripts use them. */
class ShellIT {

    private static final String GZIP = "io.parley.compressor.gzip";

    private static final List<String> COMMANDS = List.of(
            "analytics",
            "backup",
            "browse",
            "caches",
            "config",
            "groupput",
            "groupremove",
            "groupstate",
            "health",
            "messagesearch",
            "metrics",
            "migrations",
            "move",
            "plugins",
            "publish",
            "purge",
            "queues",
            "replay",
            "send",
            "sessioncleanup",
            "sessionclose",
            "sessioncreate",
            "sessiondescribe",
            "sessionexport",
            "sessionimport",
            "sessionlist",
            "sessionmove",
            "sessions",
            "sessionsearch",
            "sessionshow",
            "sessionspawn",
            "sessionstats",
            "swap",
            "tail",
            "task",
            "tasks",
            "topics",
            "toptalkers",
            "user");

    /** The commands that have been given as scripts give them. */
    private static final Set<String> SCRIPTED = new HashSet<>();

    @TempDir
    static Path folder;

    private static Runtime parley;

    @BeforeAll
    static void start() throws Exception {
        parley = new Runtime(
                        folder,
                        "--data",
                        folder.resolve("data").toString(),
                        "--set",
                        "io.parley.listener~mqtt:port=0",
                        "--set",
                        "io.parley.topic~kept:pattern=kept/#",
                        "--set",
                        "io.parley.topic~kept:history=true",
                        "--set",
                        "io.parley.search:messages=$agents/+/+",
                        "--set",
                        "io.parley.queue~packed:compressor=gzip")
                .await("parley: ready");
    }

    @AfterAll
    static void stop() throws Exception {
        try (Runtime last = parley) {
            assertEquals(0, last.terminate());
        }
    }

    /** As a script does when it is the command's first time; then without a JVM for each, over the socket that the script's uses too. */
    private static String execute(int code, String command) throws Exception {
        Path data = folder.resolve("data");
        if (!SCRIPTED.add(command.split(" ")[0])) {
            return Shell.execute(data, code, command);
        }
        try (Runtime client = new Runtime(folder, "--data", data.toString(), "--exec", command)) {
            assertEquals(code, client.end(), client::toString);
            return String.join("\n", client.output());
        }
    }

    @Test
    void messagesOfAgentsAreCheckedLoggedAndFound() throws Exception {
        assertEquals(
                "There is no agent 'nobody': no session has that id",
                execute(1, "parley:agentsend anna nobody greeting hello"));
        assertEquals(
                "'soon' is no priority: low, medium, high or urgent",
                execute(1, "parley:agentsend -p soon anna nobody greeting hello"));
        assertEquals("ID  TIME  FROM  TO  TYPE  PRIORITY  TEXT", execute(0, "parley:agentlog anna"));
        assertEquals("ID  TIME  FROM  TO  TYPE  PRIORITY  TEXT", execute(0, "parley:agentlog"));

        execute(0, "parley:sessioncreate -i oslo");
        execute(0, "parley:agentsend carl oslo plan shall we take the night train");
        execute(0, "parley:agentsend dora oslo plan rather the ferry");
        String found = execute(0, "parley:messagesearch night trai");
        assertTrue(found.matches("(?s)TIME +FROM +TO .*carl +oslo .*shall we take the night train\n1 in all"), found);
        String first = execute(0, "parley:messagesearch -n 1 the");
        Matcher more = Pattern.compile("2 in all\nMore: -a (\\S+)").matcher(first);
        assertTrue(first.contains("ferry") && more.find(), first);
        assertTrue(
                execute(0, "parley:messagesearch -a " + more.group(1) + " the").contains("train"));
        assertTrue(execute(0, "parley:messagesearch -g dora the").contains("1 in all"));
        assertTrue(execute(1, "parley:messagesearch -a nowhere the").contains("is no place where a page ended"));
    }

    @Test
    void sessionsAreMadeDescribedListedAndClosed() throws Exception {
        String made = execute(0, "parley:sessioncreate -i trip -t 'A trip' -d 'by train' -a anna");
        for (String text : List.of("title +A trip", "description +by train", "agent +anna", "messages +0")) {
            assertTrue(Pattern.compile(text).matcher(made).find(), () -> text + " in " + made);
        }
        assertEquals("There is a session 'trip' already", execute(1, "parley:sessioncreate -i trip"));
        String spawned = execute(0, "parley:sessionspawn -i walk -t 'A walk' let us go");
        assertTrue(Pattern.compile("messages +1").matcher(spawned).find(), spawned);
        String described = execute(0, "parley:sessiondescribe -t 'Another trip' trip");
        assertTrue(described.contains("Another trip") && described.contains("by train"), described);

        String list = execute(0, "parley:sessionlist -n 1000");
        assertTrue(list.matches("(?s).*trip +active +0 .* anna +Another trip\n.*walk +active +1 .* A walk\n.*"), list);
        assertTrue(list.matches("(?s).*page 1 of 1, \\d+ sessions: \\d+ active, .*"), list);
        assertTrue(execute(0, "parley:sessionlist -n 1").contains("More: -o 1"));
        assertTrue(execute(1, "parley:sessionlist -n 0").contains("The limit is from 1 to 1000"));
        assertTrue(execute(0, "parley:sessionstats").matches("(?s).*total +\\d+\nactive +\\d+\n.*"));

        String found = execute(0, "parley:sessionsearch another trai");
        assertTrue(found.matches("(?s).*trip +anna +Another trip\\n1 in all"), found);
        String first = execute(0, "parley:sessionsearch -n 1 a");
        Matcher more = Pattern.compile("More: -a (\\S+)").matcher(first);
        assertTrue(first.contains("walk") && more.find(), first);
        assertTrue(execute(0, "parley:sessionsearch -a " + more.group(1) + " a").contains("trip"));
        assertTrue(execute(0, "parley:sessionsearch a trip").contains("1 in all"));
        assertTrue(execute(1, "parley:sessionsearch -a nowhere trip").contains("is no place where a page ended"));

        assertTrue(execute(1, "parley:sessioncleanup").contains("-y says that this is meant"));
        assertEquals("0 sessions ended", execute(0, "parley:sessioncleanup -y"));
        String file = folder.resolve("walk.session").toString();
        String exported = execute(0, "parley:sessionexport walk " + file);
        assertTrue(exported.contains("1 messages"), exported);
        assertEquals("There is a file " + file + " already", execute(1, "parley:sessionexport walk " + file));
        assertEquals("There is a session 'walk' already", execute(1, "parley:sessionimport " + file));
        assertEquals("session walk is closed", execute(0, "parley:sessionclose walk"));
        assertEquals("session walk of anonymous is here", execute(0, "parley:sessionimport " + file));
        assertTrue(execute(0, "parley:sessionshow walk").contains("A walk"));
        assertEquals("There is no way to a Parley 'nowhere'", execute(1, "parley:sessionmove walk nowhere"));
        assertEquals("SESSION  WAY  SINCE  BYTES", execute(0, "parley:migrations"));
        assertEquals("session walk is closed", execute(0, "parley:sessionclose walk"));
        assertEquals("There is no session 'walk'", execute(1, "parley:sessionclose walk"));
        assertEquals("There is no session 'walk'", execute(1, "parley:sessionshow walk"));
    }

    @Test
    void whatGoesOnInSessionsIsCounted() throws Exception {
        execute(0, "parley:sessioncreate -i counted");
        String all = execute(0, "parley:analytics");
        for (String text :
                List.of("opened +[1-9]\\d*", "detached +[1-9]\\d*", "away now +[1-9]\\d*", "bytes in +\\d+")) {
            assertTrue(Pattern.compile(text).matcher(all).find(), () -> text + " in " + all);
        }
        String one = execute(0, "parley:analytics counted");
        assertTrue(one.matches("(?s).*state +DETACHED\\nstatus +active\\n.*messages ever +0"), one);
        assertEquals("There is no session 'nobody'", execute(1, "parley:analytics nobody"));
        assertTrue(execute(0, "parley:toptalkers -n 5 -b bytes-out").startsWith("SESSION  PRINCIPAL"));
        assertTrue(execute(1, "parley:toptalkers -b noise").contains("'noise' is none of messages, bytes, "));
        assertTrue(execute(1, "parley:toptalkers -n 0").contains("The limit is from 1 to 1000"));
    }

    @Test
    void tasksAreBegunAndEnded() throws Exception {
        execute(0, "parley:sessioncreate -i work");
        assertTrue(execute(0, "parley:task start work read Read it all").startsWith("running since "));
        assertTrue(execute(0, "parley:task idle work read").startsWith("idle since "));
        assertTrue(execute(0, "parley:task active work read").startsWith("running since "));
        assertTrue(execute(0, "parley:task complete work read all is well").endsWith(": all is well"));
        assertTrue(execute(1, "parley:task fail work read").contains("is over: COMPLETED"));
        assertTrue(execute(1, "parley:task begin work read").contains("is none of start, active, idle"));
        String tasks = execute(0, "parley:tasks work");
        assertTrue(tasks.matches("(?s).*read +completed .* Read it all +all is well"), tasks);
        assertTrue(execute(0, "parley:sessionshow work").contains("task read"));
        assertEquals("There is no session 'nobody'", execute(1, "parley:tasks nobody"));
    }

    @Test
    void queuesAreFilledLookedIntoMovedAndPurged() throws Exception {
        for (int i = 0; i < 3; i++) {
            String sent = execute(0, "parley:send -p " + (i + 3) + " -t text/plain queue:work message " + i);
            assertTrue(sent.startsWith("stored: 9 bytes to queue:work, id "), sent);
        }
        String found = execute(0, "parley:browse -f 'priority > 3' work");
        assertEquals(3, found.lines().count(), found);
        assertTrue(found.contains("message 1") && found.contains("message 2"), found);
        String wrong = execute(1, "parley:browse -f 'priority >' work");
        assertTrue(wrong.matches("Position \\d+: expected .*"), wrong);

        assertEquals(
                "1 message moved from queue:work to queue:packed",
                execute(0, "parley:move -n 1 -f 'priority > 3' work packed"));
        assertTrue(execute(0, "parley:browse packed").contains("message 1"));

        assertEquals("0 messages sent back from queue:work", execute(0, "parley:replay work"));

        String unsure = execute(1, "parley:purge work");
        assertTrue(unsure.contains("2 messages of queue:work would be removed for good; -y says"), unsure);
        assertEquals("2 messages removed from queue:work", execute(0, "parley:purge -y work"));
        assertEquals(1, execute(0, "parley:browse work").lines().count());
        assertTrue(execute(1, "parley:purge -y nowhere").contains("There is no queue named 'nowhere'"));
    }

    @Test
    void groupsOfSessionsAreListed() throws Exception {
        assertTrue(execute(0, "parley:groups").startsWith("GROUP  MEMBERS"));
        assertTrue(execute(0, "parley:groups -n 5 -a b nowhere").startsWith("SESSION  PRINCIPAL  STATE"));
        assertTrue(execute(1, "parley:groups a b").contains("one group at a time"));
        assertTrue(execute(1, "parley:groupstate nowhere").contains("Group 'nowhere' has no member"));
        assertTrue(execute(1, "parley:groupput nowhere s k v").contains("'s' is no member of group 'nowhere'"));
        assertTrue(execute(1, "parley:groupremove -v 1 nowhere s k").contains("'s' is no member of group 'nowhere'"));
    }

    @Test
    void eventsArePublishedAndFollowed() throws Exception {
        assertTrue(execute(0, "parley:publish kept/a one").startsWith("stored: "));
        assertTrue(execute(0, "parley:publish kept/b two").startsWith("stored: "));
        String events = execute(0, "parley:tail -n 2 -s earliest 'kept/#'");
        assertTrue(events.matches("(?s)\\S+ kept/a one\\n\\S+ kept/b two\\n2 events"), events);
        assertEquals("0 events", execute(0, "parley:tail -d 0 'kept/#'"));
        assertTrue(execute(1, "parley:tail 'a/#/b'").contains("#"));
        assertTrue(execute(0, "parley:metrics journal").contains("journal"));
    }

    /** What does not match the pattern, or not pass the filter, is not shown. */
    @Test
    void eventsAreFollowedWhileTheyCome() throws Exception {
        try (Runtime follower = new Runtime(
                folder,
                "--data",
                folder.resolve("data").toString(),
                "--exec",
                "parley:tail -n 2 -f 'priority > 4' 'live/+/x'")) {
            // It is there once it shows what comes; until then there is nothing to see of it.
            int sent = 0;
            while (follower.output().isEmpty()) {
                execute(0, "parley:publish -p 9 live/a/x first");
                assertTrue(sent++ < 100, "nothing is followed");
            }
            execute(0, "parley:publish -p 4 live/a/x low");
            execute(0, "parley:publish -p 9 live/a/y elsewhere");
            execute(0, "parley:publish -p 5 live/b/x last");
            assertEquals(0, follower.end(), follower::toString);
            String shown = String.join("\n", follower.output());
            assertTrue(shown.matches("(?s)\\S+ live/a/x first\\n\\S+ live/(a/x first|b/x last)\\n2 events"), shown);
        }
    }

    @Test
    void helpSaysWhatACommandTakes() throws Exception {
        String help = execute(0, "help parley:purge");
        for (String text : List.of("removes what waits in a queue", "--yes", "--limit", "--filter", "the queue")) {
            assertTrue(help.contains(text), () -> text + " in " + help);
        }
        String list = execute(0, "help");
        for (String command : COMMANDS) {
            assertTrue(list.contains("parley:" + command), () -> command + " in " + list);
        }
    }

    @Test
    void aPluginThatDoesNotStartGivesWayToTheOneBefore() throws Exception {
        String zstd = "io.parley.compressor.zstd";
        Path broken = version("9.9.9", zstd, "Bundle-Activator", "org.example.Missing");
        String failed = execute(1, "parley:swap " + zstd + " " + broken);
        assertTrue(failed.contains("9.9.9 does not start, so 0.1.0") && failed.contains("runs again"), failed);
        assertTrue(execute(0, "parley:plugins").matches("(?s).*compressor +zstd +1 .*"), "the original one is there");
    }

    @Test
    void aPluginIsSwappedForItsNextVersion() throws Exception {
        execute(0, "parley:send queue:packed before the swap");
        Path next = version("9.9.9", GZIP);
        String swapped = execute(0, "parley:swap " + GZIP + " " + next);
        Matcher words = Pattern.compile("(?s)" + GZIP + ": \\S+ is 9\\.9\\.9 now\\n"
                        + "offers: compressor gzip\\ncalls under way when it began: \\d+\\n"
                        + "drained in \\d+ ms, away for \\d+ ms in all")
                .matcher(swapped);
        assertTrue(words.matches(), swapped);
        assertTrue(execute(0, "parley:browse packed").contains("before the swap"));

        String foreign = execute(1, "parley:swap " + GZIP + " " + version("1.0.0", "org.example.other"));
        assertTrue(foreign.contains("it is org.example.other, not " + GZIP), foreign);
        assertTrue(execute(1, "parley:swap io.parley.engine " + next).contains("io.parley.engine is no plug-in"));
        assertTrue(execute(1, "parley:swap nobody " + next).contains("there is no bundle nobody"));
        assertTrue(execute(1, "parley:swap " + GZIP + " /nowhere.jar").contains("/nowhere.jar cannot be fetched"));
        assertTrue(execute(0, "lb -s " + GZIP).contains("9.9.9"));
    }

    /** The compressor's bundle in another version, or under another name. */
    private static Path version(String version, String name) throws Exception {
        return version(GZIP, version, name);
    }

    /** The same with one more header. */
    private static Path version(String version, String name, String header, String value) throws Exception {
        return version(name, version, name, header, value);
    }

    private static Path version(String bundle, String version, String name, String... header) throws Exception {
        Path jar = Distribution.HOME.resolve("bundles/" + bundle + ".jar");
        Path file = folder.resolve(name + "-" + version + ".jar");
        try (JarInputStream in = new JarInputStream(Files.newInputStream(jar))) {
            Manifest manifest = in.getManifest();
            Attributes main = manifest.getMainAttributes();
            main.putValue("Bundle-Version", version);
            main.putValue("Bundle-SymbolicName", name);
            if (header.length > 0) {
                main.putValue(header[0], header[1]);
            }
            try (OutputStream bytes = Files.newOutputStream(file);
                    JarOutputStream out = new JarOutputStream(bytes, manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(out);
                }
            }
        }
        return file;
    }
}
