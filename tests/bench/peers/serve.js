// One process that serves on a free port of this machine, prints it, and ends when its standard input does.
import { createServer } from "node:http";

export const CONNECTIONS = 20; // to the database

export function serve(listener) {
  const server = createServer(listener);
  server.keepAliveTimeout = 0; // the others have their turns meanwhile
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
  process.stdin.on("end", () => process.exit()).resume();
  return server;
}
