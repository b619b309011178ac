package io.parley.auth.file.internal.command;

import io.parley.auth.file.internal.text.LineException;
import io.parley.auth.file.internal.text.Lines;
import io.parley.auth.file.internal.users.User;
import io.parley.auth.file.internal.users.Users;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Changes a users file, line by line; comments and the order stay. The file is replaced as a whole, for its owner only. */
final class UsersEditor {

    private final Path file;

    UsersEditor(Path file) {
        this.file = file;
    }

    /** @throws IOException naming the file, and the line where that is wrong */
    Users read() throws IOException {
        return parse(content());
    }

    /** Adds the user, or replaces the line of the one of that name. */
    void put(User user) throws IOException {
        change(user.name(), Optional.of(user.line()));
    }

    /** Removes the user. */
    void remove(String name) throws IOException {
        change(name, Optional.empty());
    }

    private void change(String name, Optional<String> line) throws IOException {
        byte[] before = content();
        parse(before);
        List<String> lines = new ArrayList<>();
        Optional<String> next = line;
        for (String old : new String(before, StandardCharsets.UTF_8).lines().toList()) {
            if (!isOf(name, old)) {
                lines.add(old);
            } else if (next.isPresent()) {
                lines.add(next.get());
                next = Optional.empty();
            }
        }
        next.ifPresent(lines::add);
        byte[] after =
                lines.isEmpty() ? new byte[0] : (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        parse(after);
        replace(after);
    }

    private boolean isOf(String name, String line) throws IOException {
        try {
            List<Lines.Line> words = Lines.read(line.getBytes(StandardCharsets.UTF_8));
            return !words.isEmpty() && words.get(0).words().get(0).equals(name);
        } catch (LineException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private byte[] content() throws IOException {
        return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    }

    private Users parse(byte[] content) throws IOException {
        try {
            return Users.read(content);
        } catch (LineException e) {
            throw new IOException(file + ":" + e.line() + ": " + e.getMessage(), e);
        }
    }

    private void replace(byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path next = folder.resolve("." + file.getFileName() + ".new");
        Files.deleteIfExists(next);
        boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
        FileAttribute<?>[] owner = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
