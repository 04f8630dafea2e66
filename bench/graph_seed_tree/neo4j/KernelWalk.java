import java.util.ArrayDeque;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Transaction;
import org.neo4j.internal.kernel.api.NodeCursor;
import org.neo4j.internal.kernel.api.PropertyCursor;
import org.neo4j.internal.kernel.api.Read;
import org.neo4j.internal.kernel.api.RelationshipTraversalCursor;
import org.neo4j.internal.kernel.api.TokenRead;
import org.neo4j.kernel.api.KernelTransaction;
import org.neo4j.kernel.impl.coreapi.InternalTransaction;
import org.neo4j.storageengine.api.PropertySelection;
import org.neo4j.storageengine.api.RelationshipSelection;
import org.neo4j.values.storable.BooleanValue;

/** The same by the cursors beneath Neo4j's interfaces: ids on a stack, no object for a node. */
final class KernelWalk {
  private final GraphDatabaseService database;

  KernelWalk(GraphDatabaseService database) {
    this.database = database;
  }

  long count() {
    try (Transaction transaction = database.beginTx()) {
      long root;
      try (var found = transaction.findNodes(Populate.ROOT)) {
        root = found.next().getId();
      }
      return below(((InternalTransaction) transaction).kernelTransaction(), root);
    }
  }

  private static long below(KernelTransaction kernel, long root) {
    Read read = kernel.dataRead();
    TokenRead tokens = kernel.tokenRead();
    int a = tokens.nodeLabel("A");
    int b = tokens.nodeLabel("B");
    var hasA = RelationshipSelection.selection(
        tokens.relationshipType("HAS_A"), org.neo4j.graphdb.Direction.OUTGOING);
    var hasB = RelationshipSelection.selection(
        tokens.relationshipType("HAS_B"), org.neo4j.graphdb.Direction.OUTGOING);
    var value = PropertySelection.selection(tokens.propertyKey("value"));
    var cursors = kernel.cursors();
    var context = kernel.cursorContext();
    var stack = new ArrayDeque<Long>();
    stack.push(root);
    long count = 0;
    try (NodeCursor node = cursors.allocateNodeCursor(context, kernel.memoryTracker());
        PropertyCursor property = cursors.allocatePropertyCursor(context, kernel.memoryTracker());
        RelationshipTraversalCursor on =
            cursors.allocateRelationshipTraversalCursor(context, kernel.memoryTracker())) {
      while (!stack.isEmpty()) {
        read.singleNode(stack.pop(), node);
        if (!node.next()) continue;
        boolean isA = node.hasLabel(a);
        if (!isA && node.hasLabel(b)) {
          node.properties(property, value);
          if (property.next() && ((BooleanValue) property.propertyValue()).booleanValue()) count++;
        }
        node.relationships(on, isA ? hasB : hasA);
        while (on.next()) stack.push(on.otherNodeReference());
      }
    }
    return count;
  }
}
