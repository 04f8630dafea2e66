import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.Transaction;

/** The tree of files as the article's own program makes it: labels A, B and Root, a boolean, 10,000 nodes a transaction. */
final class Populate {
  static final Label A = Label.label("A");
  static final Label B = Label.label("B");
  static final Label ROOT = Label.label("Root");
  static final RelationshipType HAS_A = RelationshipType.withName("HAS_A");
  static final RelationshipType HAS_B = RelationshipType.withName("HAS_B");
  private static final int TOGETHER = 10_000;

  static void from(Path tree, GraphDatabaseService database) throws Exception {
    IntBuffer sources = ints(tree.resolve("sources"));
    IntBuffer targets = ints(tree.resolve("targets"));
    byte[] steps = Files.readAllBytes(tree.resolve("steps"));
    byte[] value = Files.readAllBytes(tree.resolve("value"));
    int root = Integer.parseInt(Files.readString(tree.resolve("root")).strip());
    String[] ids = new String[steps.length];
    Transaction transaction = database.beginTx();
    ids[root] = node(transaction, steps[root], value[root], true).getElementId();
    for (int edge = 0; edge < sources.limit(); edge++) {
      int target = targets.get(edge);
      Node made = node(transaction, steps[target], value[target], false);
      ids[target] = made.getElementId();
      Node source = transaction.getNodeByElementId(ids[sources.get(edge)]);
      source.createRelationshipTo(made, steps[target] % 2 == 1 ? HAS_B : HAS_A);
      if ((edge + 1) % TOGETHER != 0) continue;
      transaction.commit();
      transaction.close();
      transaction = database.beginTx();
    }
    transaction.commit();
    transaction.close();
  }

  private static Node node(Transaction transaction, byte step, byte value, boolean isRoot) {
    Label label = step % 2 == 1 ? B : A;
    Node node = isRoot ? transaction.createNode(ROOT, label) : transaction.createNode(label);
    node.setProperty("value", value != 0);
    return node;
  }

  private static IntBuffer ints(Path file) throws Exception {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }
}
