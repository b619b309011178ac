package io.parley.shell.internal;

import io.parley.api.migration.Exported;
import io.parley.api.migration.Migration;
import io.parley.api.migration.MigrationService;
import io.parley.api.session.Session;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands {@code parley:sessionexport}, {@code parley:sessionimport}, {@code parley:sessionmove} and {@code parley:migrations}. */
@Component(
        service = MigrationCommands.class,
        property = {
            "osgi.command.scope=parley",
            "osgi.command.function=sessionexport",
            "osgi.command.function=sessionimport",
            "osgi.command.function=sessionmove",
            "osgi.command.function=migrations"
        })
public final class MigrationCommands {

    private static final Set<PosixFilePermission> OWN =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final MigrationService migration;

    @Activate
    public MigrationCommands(@Reference MigrationService migration) {
        this.migration = migration;
    }

    @Descriptor("writes a session that nobody is connected to into a file, with all it has; it stays where it is")
    public String sessionexport(
            @Descriptor("the session's id") String id,
            @Descriptor("a file on this machine that does not exist") String file) {
        Path to = path(file);
        Path part = to.resolveSibling(to.getFileName() + ".part");
        try {
            if (Files.exists(to)) {
                throw new FileAlreadyExistsException(to.toString());
            }
            Exported done = export(id, part);
            Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
            return "session " + id + " is in " + to + ": " + done.messages() + " messages, " + done.bytes() + " bytes";
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException("There is a file " + e.getFile() + " already", e);
        } catch (IOException e) {
            throw new UncheckedIOException("The file cannot be written: " + e, e);
        }
    }

    private Exported export(String id, Path part) throws IOException {
        try (OutputStream out = new BufferedOutputStream(
                Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            if (Files.getFileStore(part).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(part, OWN);
            }
            return Results.of(migration.exportSession(id, out));
        } catch (RuntimeException e) {
            Files.deleteIfExists(part);
            throw e;
        }
    }

    @Descriptor("restores a session from a file, as a whole or not at all")
    public String sessionimport(@Descriptor("a file that sessionexport wrote") String file) {
        Path from = path(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(from))) {
            Session session = Results.of(migration.importSession(in));
            return "session " + session.id() + " of " + session.principal() + " is here";
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("There is no file " + from, e);
        } catch (IOException e) {
            throw new UncheckedIOException("The file cannot be read: " + e, e);
        }
    }

    @Descriptor("takes a session to another Parley, with all it has; its clients are sent there")
    public String sessionmove(
            @Descriptor("the session's id") String id, @Descriptor("the other Parley's name here") String peer) {
        Results.of(migration.moveSession(id, peer));
        return "session " + id + " is at " + peer + " now";
    }

    @Descriptor("shows which sessions are being exported, imported and moved now")
    public String migrations() {
        Table table = new Table("SESSION", "WAY", "SINCE", "BYTES");
        for (Migration one : migration.underWay()) {
            table.row(one.session(), one.way().name().toLowerCase(Locale.ROOT), one.since(), one.bytes());
        }
        return table.toString();
    }

    private static Path path(String file) {
        return Path.of(file).toAbsolutePath().normalize();
    }
}
