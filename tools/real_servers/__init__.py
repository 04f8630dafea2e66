"""Real servers on this machine, for tests and measurements; never a part of what is shipped.

cli        tools/servers KIND start|stop|status|prepare
kinds      the servers there are
slots      which instances run: found, started, lent and ended, one process at a time
instance   a running server, and how to know that it is still the same process
launch     starts a server and waits until it says that it is ready
needs      programs of the system, installed where that is allowed
locks      one process at a time
places     where all of it is kept, outside the clone
certificates   a certificate authority of its own, for TLS
neo4j*     Neo4j: its settings, its artifacts from Maven, its class archive
postgres*  PostgreSQL: its programs (Debian's, and wheels), its settings, a cluster with a pooler before it
"""
