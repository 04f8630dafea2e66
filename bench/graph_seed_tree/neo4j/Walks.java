import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Path;
import org.neo4j.graphdb.PathExpander;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.ResourceIterable;
import org.neo4j.graphdb.Transaction;
import org.neo4j.graphdb.traversal.BranchState;
import org.neo4j.graphdb.traversal.Evaluation;
import org.neo4j.graphdb.traversal.Evaluator;
import org.neo4j.graphdb.traversal.TraversalDescription;
import org.neo4j.graphdb.traversal.Uniqueness;
import org.neo4j.internal.helpers.collection.Iterables;

/** The article's count, by every road that Neo4j has. */
final class Walks {
  private static final String BY_PATTERN =
      "MATCH (:Root)-[:HAS_A|HAS_B*1..10]->(b:B) WHERE b.value RETURN count(*) AS n";
  private static final String BY_STRUCTURE =
      "MATCH (:Root)-[:HAS_B]->(b:B) WHERE b.value RETURN count(*) AS n "
          + "UNION ALL MATCH (:Root)((:A)-[:HAS_B]->(:B)-[:HAS_A]->(:A)){1,4}(:A)-[:HAS_B]->(b:B) "
          + "WHERE b.value RETURN count(*) AS n";
  private static final String BY_APOC =
      "MATCH (r:Root) CALL apoc.path.expandConfig(r, {relationshipFilter: 'HAS_A>|HAS_B>', labelFilter: '>B', "
          + "uniqueness: 'NONE', bfs: false, minLevel: 1, maxLevel: 10}) YIELD path "
          + "WITH last(nodes(path)) AS b WHERE b.value RETURN count(*) AS n";

  private final GraphDatabaseService database;
  private final KernelWalk kernel;
  private final Map<String, Caches> kept = Map.of(
      "none", new Caches(false, false),
      "labels", new Caches(true, false),
      "properties", new Caches(false, true),
      "both", new Caches(true, true));

  Walks(GraphDatabaseService database) {
    this.database = database;
    this.kernel = new KernelWalk(database);
  }

  long count(String name) {
    String[] parts = name.split(":");
    if (parts[0].equals("two")) return byTwo(name.substring("two:".length()));
    return switch (parts[0]) {
      case "depth", "breadth" -> traverse(parts[0].equals("depth"), caches(parts[1]));
      case "recursion" -> recursion(caches(parts[1]));
      case "kernel" -> kernel.count();
      case "cypher" -> query(BY_PATTERN);
      case "structure" -> query(BY_STRUCTURE);
      case "apoc" -> query(BY_APOC);
      default -> throw new IllegalArgumentException("no walk is called " + name);
    };
  }

  /** Two threads that ask at once. */
  private long byTwo(String name) {
    var other = CompletableFuture.supplyAsync(() -> count(name));
    long found = count(name);
    if (other.join() != found) throw new IllegalStateException("two threads counted differently");
    return found;
  }

  private Caches caches(String name) {
    return name.equals("request") ? new Caches(true, true) : kept.get(name);
  }

  private static Node root(Transaction transaction) {
    try (var found = transaction.findNodes(Populate.ROOT)) {
      return found.next();
    }
  }

  private long traverse(boolean depthFirst, Caches caches) {
    try (Transaction transaction = database.beginTx()) {
      TraversalDescription description = transaction.traversalDescription().uniqueness(Uniqueness.NONE);
      description = depthFirst ? description.depthFirst() : description.breadthFirst();
      Evaluator wanted = path -> Evaluation.of(caches.isB(path.endNode()) && caches.value(path.endNode()), true);
      long count = 0;
      for (Path path : description.expand(expander(caches)).evaluator(wanted).traverse(root(transaction))) count++;
      return count;
    }
  }

  private static PathExpander<Void> expander(Caches caches) {
    return new PathExpander<>() {
      @Override
      public ResourceIterable<Relationship> expand(Path path, BranchState<Void> state) {
        Node node = path.endNode();
        if (caches.isA(node)) return node.getRelationships(Direction.OUTGOING, Populate.HAS_B);
        if (caches.isB(node)) return node.getRelationships(Direction.OUTGOING, Populate.HAS_A);
        return Iterables.emptyResourceIterable();
      }

      @Override
      public PathExpander<Void> reverse() {
        throw new UnsupportedOperationException();
      }
    };
  }

  private long recursion(Caches caches) {
    try (Transaction transaction = database.beginTx()) {
      return below(root(transaction), caches);
    }
  }

  private long below(Node node, Caches caches) {
    boolean isA = caches.isA(node);
    long count = !isA && caches.isB(node) && caches.value(node) ? 1 : 0;
    try (ResourceIterable<Relationship> on =
        node.getRelationships(Direction.OUTGOING, isA ? Populate.HAS_B : Populate.HAS_A)) {
      for (Relationship relationship : on) count += below(relationship.getEndNode(), caches);
    }
    return count;
  }

  private long query(String text) {
    try (Transaction transaction = database.beginTx();
        var result = transaction.execute(text)) {
      long count = 0;
      while (result.hasNext()) count += (long) result.next().get("n");
      return count;
    }
  }
}
