package io.parley.shell.internal;

import io.parley.api.session.GroupService;
import java.util.Optional;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command {@code parley:groups}. */
@Component(
        service = GroupCommands.class,
        property = {"osgi.command.scope=parley", "osgi.command.function=groups"})
public final class GroupCommands {

    private final GroupService groups;

    @Activate
    public GroupCommands(@Reference GroupService groups) {
        this.groups = groups;
    }

    @Descriptor("groups of sessions, or the members of one")
    public String groups(
            @Descriptor("how many at the most, up to 1000")
                    @Parameter(
                            names = {"-n", "--limit"},
                            absentValue = "100")
                    int limit,
            @Descriptor("only those behind that name, or behind that session's id")
                    @Parameter(
                            names = {"-a", "--after"},
                            absentValue = "")
                    String after,
            @Descriptor("a group; none for all groups") String... group) {
        if (group.length > 1) {
            throw new IllegalArgumentException("one group at a time, or none for all");
        }
        Optional<String> behind = Optional.of(after).filter(text -> !text.isEmpty());
        return group.length == 0 ? all(behind, limit) : members(group[0], behind, limit);
    }

    private String all(Optional<String> after, int limit) {
        Table table = new Table("GROUP", "MEMBERS");
        groups.groups(after, limit).forEach(group -> table.row(group.name(), group.members()));
        return table.toString();
    }

    private String members(String group, Optional<String> after, int limit) {
        Table table = new Table("SESSION", "PRINCIPAL", "STATE");
        groups.members(group, after, limit)
                .forEach(session -> table.row(session.id(), session.principal(), session.state()));
        return table.toString();
    }
}
