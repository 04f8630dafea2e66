import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.HttpConnector;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.io.ByteUnit;
import org.neo4j.kernel.api.procedure.GlobalProcedures;
import org.neo4j.kernel.internal.GraphDatabaseAPI;

/**
 * One embedded Neo4j for all contenders that ask it: SeedTree STORE TREE PORT_FILE. A client sends the name of a walk a line and
 * reads the count and the nanoseconds of wall and CPU that it took; one walk runs at a time. It ends with its last client.
 */
public final class SeedTree {
  private static final AtomicInteger clients = new AtomicInteger();

  public static void main(String[] arguments) throws Exception {
    Path store = Path.of(arguments[0]);
    boolean isNew = !Files.exists(store.resolve("populated"));
    DatabaseManagementService service = new DatabaseManagementServiceBuilder(store)
        .setConfig(GraphDatabaseSettings.pagecache_memory, ByteUnit.gibiBytes(1))
        .setConfig(BoltConnector.enabled, false)
        .setConfig(HttpConnector.enabled, false)
        .build();
    GraphDatabaseService database = service.database("neo4j");
    if (isNew) {
      Populate.from(Path.of(arguments[1]), database);
      Files.createFile(store.resolve("populated"));
    }
    GlobalProcedures procedures =
        ((GraphDatabaseAPI) database).getDependencyResolver().resolveDependency(GlobalProcedures.class);
    procedures.registerProcedure(apoc.path.PathExplorer.class);
    serve(new Walks(database), Path.of(arguments[2]));
    service.shutdown();
  }

  private static void serve(Walks walks, Path portFile) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
      Files.writeString(portFile, Integer.toString(server.getLocalPort()));
      server.setSoTimeout(60_000);
      do {
        try {
          Socket client = server.accept();
          clients.incrementAndGet();
          new Thread(() -> answer(walks, client)).start();
        } catch (java.net.SocketTimeoutException nobodyCame) {
          continue;
        }
      } while (clients.get() > 0);
    } finally {
      Files.deleteIfExists(portFile);
    }
  }

  private static void answer(Walks walks, Socket client) {
    try (client;
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream()));
        PrintWriter out = new PrintWriter(client.getOutputStream(), true)) {
      for (String name = in.readLine(); name != null; name = in.readLine()) out.println(timed(walks, name));
    } catch (Exception failure) {
      failure.printStackTrace();
    } finally {
      clients.decrementAndGet();
    }
  }

  private static synchronized String timed(Walks walks, String name) {
    var thread = java.lang.management.ManagementFactory.getThreadMXBean();
    long cpu = thread.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long count = walks.count(name);
    long wall = System.nanoTime() - start;
    return count + " " + wall + " " + (thread.getCurrentThreadCpuTime() - cpu);
  }
}
