package io.parley.checks;

import aQute.bnd.service.diff.Delta;
import aQute.bnd.service.diff.Tree;
import aQute.bnd.service.diff.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * bnd's description of exported packages as lines that people can review: depth by indentation, then type and name, then
 * how grave it is to add it and to remove it.
 */
final class ApiText {

    private static final String INDENT = "  ";

    private static final Set<String> OF_OBJECT = Set.of(
            "clone()",
            "finalize()",
            "equals(java.lang.Object)",
            "hashCode()",
            "toString()",
            "getClass()",
            "notify()",
            "notifyAll()",
            "wait()",
            "wait(long)",
            "wait(long,int)");

    private ApiText() {}

    static List<String> write(Tree.Data tree) {
        List<String> lines = new ArrayList<>();
        write(tree, 0, lines);
        return lines;
    }

    private static void write(Tree.Data node, int depth, List<String> lines) {
        lines.add(INDENT.repeat(depth) + node.type + " " + node.name + " | " + node.add + " " + node.rem);
        if (node.children != null) {
            Arrays.stream(node.children)
                    .filter(child -> !isFromTheJdk(child))
                    .sorted(Comparator.comparing((Tree.Data child) -> child.type)
                            .thenComparing(child -> child.name))
                    .forEach(child -> write(child, depth + 1, lines));
        }
    }

    /** What every class inherits, and what differs from one JDK to the next. */
    private static boolean isFromTheJdk(Tree.Data node) {
        return switch (node.type) {
            case METHOD -> OF_OBJECT.contains(node.name);
            case ANNOTATED -> node.name.startsWith("jdk.internal.") || node.name.equals("java.lang.Deprecated");
            default -> false;
        };
    }

    static Tree.Data read(List<String> lines) {
        Deque<Tree.Data> path = new ArrayDeque<>();
        Tree.Data root = null;
        for (String line : lines) {
            Tree.Data node = parse(line.strip());
            int depth = (line.length() - line.stripLeading().length()) / INDENT.length();
            while (path.size() > depth) {
                path.pop();
            }
            if (path.isEmpty()) {
                root = node;
            } else {
                Tree.Data parent = path.peek();
                parent.children = Arrays.copyOf(parent.children, parent.children.length + 1);
                parent.children[parent.children.length - 1] = node;
            }
            path.push(node);
        }
        return root;
    }

    private static Tree.Data parse(String line) {
        int space = line.indexOf(' ');
        int bar = line.lastIndexOf(" | ");
        String[] deltas = line.substring(bar + 3).split(" ");
        Tree.Data node = new Tree.Data();
        node.type = Type.valueOf(line.substring(0, space));
        node.name = line.substring(space + 1, bar);
        node.add = Delta.valueOf(deltas[0]);
        node.rem = Delta.valueOf(deltas[1]);
        node.children = new Tree.Data[0];
        return node;
    }
}
