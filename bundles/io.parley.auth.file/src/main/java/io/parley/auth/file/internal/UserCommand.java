package io.parley.auth.file.internal;

import io.parley.auth.file.internal.command.UserShell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The command {@code parley:user}. Without a shell it is not there, nor are its classes needed. */
@Component(
        service = UserCommand.class,
        property = {"osgi.command.scope=parley", "osgi.command.function=user"})
public final class UserCommand {

    private final Collection<UsersFiles> configurations = new CopyOnWriteArrayList<>();
    private final UserShell shell = new UserShell();

    /** @param processor is there, that is all */
    @Activate
    public UserCommand(@Reference CommandProcessor processor) {
        // The annotation says it.
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addConfiguration(UsersFiles configuration) {
        configurations.add(configuration);
    }

    void removeConfiguration(UsersFiles configuration) {
        configurations.remove(configuration);
    }

    @Descriptor("lists, adds, changes and removes users")
    public String user(
            CommandSession session,
            @Descriptor("the name in the configuration, where there are several users files")
                    @Parameter(
                            names = {"-n", "--name"},
                            absentValue = "")
                    String name,
            @Descriptor("list, add NAME, password NAME or remove NAME") String[] words)
            throws IOException {
        Map<String, Path> files = new TreeMap<>();
        configurations.forEach(
                configuration -> configuration.file().ifPresent(file -> files.put(configuration.name(), file)));
        return shell.user(files, name, List.of(words), Passwords.of(session));
    }
}
