package io.parley.shell.internal;

import io.parley.api.message.Payload;
import io.parley.api.session.GroupService;
import io.parley.api.session.StateValue;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands for the state that the members of a group share. */
@Component(
        service = GroupStateCommands.class,
        property = {
            "osgi.command.scope=parley",
            "osgi.command.function=groupstate",
            "osgi.command.function=groupput",
            "osgi.command.function=groupremove"
        })
public final class GroupStateCommands {

    private static final long ANY = -1;

    private final GroupService groups;

    @Activate
    public GroupStateCommands(@Reference GroupService groups) {
        this.groups = groups;
    }

    @Descriptor("the keys of what the members of a group share, or the value of one")
    public String groupstate(
            @Descriptor("the group") String group, @Descriptor("a key; none for all keys") String... key) {
        if (key.length > 1) {
            throw new IllegalArgumentException("one key at a time, or none for all");
        }
        return key.length == 0 ? keys(group) : value(group, key[0]);
    }

    private String keys(String group) {
        Table table = new Table("KEY", "VERSION");
        Results.of(groups.stateVersions(group)).keys().forEach(table::row);
        return table.toString();
    }

    private String value(String group, String key) {
        StateValue found = Results.of(groups.state(group, key))
                .orElseThrow(() -> new IllegalArgumentException("Group '" + group + "' has no value '" + key + "'"));
        return "version " + found.version() + "\n" + new String(found.value().toBytes(), StandardCharsets.UTF_8);
    }

    @Descriptor("sets a value that the members of a group share")
    public String groupput(
            @Descriptor("only when the value has that version, 0 for none")
                    @Parameter(
                            names = {"-v", "--version"},
                            absentValue = "-1")
                    long version,
            @Descriptor("the group") String group,
            @Descriptor("the session that does so, a member") String session,
            @Descriptor("the key") String key,
            @Descriptor("the value, a text") String value) {
        long put = Results.of(groups.putState(session, group, key, Payload.utf8(value), expected(version)));
        return "'" + key + "' has version " + put;
    }

    @Descriptor("removes a value that the members of a group share")
    public String groupremove(
            @Descriptor("only when the value has that version, 0 for none")
                    @Parameter(
                            names = {"-v", "--version"},
                            absentValue = "-1")
                    long version,
            @Descriptor("the group") String group,
            @Descriptor("the session that does so, a member") String session,
            @Descriptor("the key") String key) {
        Results.of(groups.removeState(session, group, key, expected(version)));
        return "'" + key + "' has no value";
    }

    private static OptionalLong expected(long version) {
        return version == ANY ? OptionalLong.empty() : OptionalLong.of(version);
    }
}
