import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
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
 * One embedded Neo4j for all contenders that ask it: SeedTree STORE TREE PORT_FILE. It greets a client, who sends the name of a
 * walk a line and reads the count and the nanoseconds of wall and CPU that it took; one walk runs at a time. To "memory" the answer
 * is how many bytes of the heap are in use after a collection. It ends with its last client. STORE/populated has the milliseconds
 * that making the store took, PORT_FILE the port and the process.
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
      long start = System.nanoTime();
      Populate.from(Path.of(arguments[1]), database);
      Files.writeString(store.resolve("populated"), Long.toString((System.nanoTime() - start) / 1_000_000));
    }
    GlobalProcedures procedures =
        ((GraphDatabaseAPI) database).getDependencyResolver().resolveDependency(GlobalProcedures.class);
    procedures.registerProcedure(apoc.path.PathExplorer.class);
    serve(new Walks(database), Path.of(arguments[2]));
    service.shutdown();
  }

  private static void serve(Walks walks, Path portFile) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
      Files.writeString(portFile, server.getLocalPort() + " " + ProcessHandle.current().pid());
      server.setSoTimeout(60_000);
      while (true) {
        Socket client = server.accept();
        clients.incrementAndGet();
        server.setSoTimeout(0);
        new Thread(() -> answer(walks, client, server)).start();
      }
    } catch (IOException everybodyLeft) {
      // or nobody came
    }
  }

  private static void answer(Walks walks, Socket client, ServerSocket server) {
    try (client;
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream()));
        PrintWriter out = new PrintWriter(client.getOutputStream(), true)) {
      out.println("ready");
      for (String name = in.readLine(); name != null; name = in.readLine()) {
        out.println(name.equals("memory") ? heapUsed() : timed(walks, name));
      }
    } catch (Exception failure) {
      failure.printStackTrace();
    } finally {
      if (clients.decrementAndGet() == 0) close(server);
    }
  }

  private static void close(ServerSocket server) {
    try {
      server.close();
    } catch (IOException failure) {
      failure.printStackTrace();
    }
  }

  private static String heapUsed() {
    System.gc();
    return Long.toString(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
  }

  private static synchronized String timed(Walks walks, String name) {
    long cpu = cpuTime(name);
    long start = System.nanoTime();
    long count = walks.count(name);
    long wall = System.nanoTime() - start;
    return count + " " + wall + " " + (cpuTime(name) - cpu);
  }

  /** Of this thread; of the whole process where two threads count. */
  private static long cpuTime(String name) {
    if (!name.startsWith("two:")) return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
