import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;

/** The article's caches: labels as a bit mask and the one property that is read, by node id with open addressing. */
final class Caches {
  private static final byte ABSENT = 0;
  private static final byte IS_A = 1;
  private static final byte IS_B = 2;
  private static final byte KNOWN = 4;
  private static final byte TRUE = 8;

  private final boolean labels;
  private final boolean properties;
  private final Table masks = new Table();
  private final Table values = new Table();

  Caches(boolean labels, boolean properties) {
    this.labels = labels;
    this.properties = properties;
  }

  boolean isA(Node node) {
    return labels ? (mask(node) & IS_A) != 0 : node.hasLabel(Populate.A);
  }

  boolean isB(Node node) {
    return labels ? (mask(node) & IS_B) != 0 : node.hasLabel(Populate.B);
  }

  boolean value(Node node) {
    if (!properties) return (boolean) node.getProperty("value");
    byte kept = values.get(node.getId());
    if (kept == ABSENT) {
      kept = (byte) (KNOWN | ((boolean) node.getProperty("value") ? TRUE : 0));
      values.put(node.getId(), kept);
    }
    return (kept & TRUE) != 0;
  }

  private byte mask(Node node) {
    byte mask = masks.get(node.getId());
    if (mask != ABSENT) return mask;
    mask = KNOWN;
    for (Label label : node.getLabels()) {
      if (label.name().equals("A")) mask |= IS_A;
      if (label.name().equals("B")) mask |= IS_B;
    }
    masks.put(node.getId(), mask);
    return mask;
  }

  /** Linear probing; grows at two thirds. */
  private static final class Table {
    private long[] keys = new long[1 << 12];
    private byte[] held = new byte[1 << 12];
    private int size;

    byte get(long key) {
      int at = slot(key);
      return held[at];
    }

    void put(long key, byte value) {
      if (3 * (size + 1) > 2 * keys.length) grow();
      int at = slot(key);
      if (held[at] == ABSENT) size++;
      keys[at] = key;
      held[at] = value;
    }

    private int slot(long key) {
      long mixed = key * 0x9E3779B97F4A7C15L;
      int mask = keys.length - 1;
      int at = (int) (mixed >>> 32) & mask;
      while (held[at] != ABSENT && keys[at] != key) at = (at + 1) & mask;
      return at;
    }

    private void grow() {
      long[] before = keys;
      byte[] heldBefore = held;
      keys = new long[2 * before.length];
      held = new byte[keys.length];
      for (int i = 0; i < before.length; i++) {
        if (heldBefore[i] == ABSENT) continue;
        int at = slot(before[i]);
        keys[at] = before[i];
        held[at] = heldBefore[i];
      }
    }
  }
}
