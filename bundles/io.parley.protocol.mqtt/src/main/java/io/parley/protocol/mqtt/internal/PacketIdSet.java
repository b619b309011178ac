package io.parley.protocol.mqtt.internal;

/** Packet ids, of which there are mostly few: a table with open addressing that grows with them. For one thread. */
final class PacketIdSet {

    private static final int FIRST_SLOTS = 8;

    /** 0, which is no packet id, is a free slot. */
    private char[] slots = {};

    private int size;

    int size() {
        return size;
    }

    boolean contains(int id) {
        return size > 0 && slots[find(id)] == id;
    }

    /** False when it was there. */
    boolean add(int id) {
        if (size * 2 >= slots.length) {
            grow();
        }
        int slot = find(id);
        if (slots[slot] == id) {
            return false;
        }
        slots[slot] = (char) id;
        size++;
        return true;
    }

    /** False when it was not there. */
    boolean remove(int id) {
        if (!contains(id)) {
            return false;
        }
        int mask = slots.length - 1;
        int hole = find(id);
        for (int next = hole + 1 & mask; slots[next] != 0; next = next + 1 & mask) {
            int home = home(slots[next]);
            if ((next - home & mask) >= (next - hole & mask)) {
                slots[hole] = slots[next];
                hole = next;
            }
        }
        slots[hole] = 0;
        size--;
        return true;
    }

    /** The slot of the id, or the free one where it would be. */
    private int find(int id) {
        int slot = home(id);
        while (slots[slot] != 0 && slots[slot] != id) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private int home(int id) {
        return id & slots.length - 1;
    }

    private void grow() {
        char[] before = slots;
        slots = new char[Math.max(FIRST_SLOTS, before.length * 2)];
        for (char id : before) {
            if (id != 0) {
                slots[find(id)] = id;
            }
        }
    }

    /** The ids, separated by blanks. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (char id : slots) {
            if (id != 0) {
                text.append(text.length() == 0 ? "" : " ").append((int) id);
            }
        }
        return text.toString();
    }

    /** Reads what {@link #toString} wrote. */
    static PacketIdSet parse(String text) {
        PacketIdSet ids = new PacketIdSet();
        for (String id : text.isEmpty() ? new String[0] : text.split(" ")) {
            ids.add(Integer.parseInt(id));
        }
        return ids;
    }
}
