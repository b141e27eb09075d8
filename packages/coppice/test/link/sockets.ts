import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** The two ends of a connection over a Unix socket, both in this process; gone with the test. */
export async function socketPair(t: TestContext): Promise<readonly [Socket, Socket]> {
  const folder = mkdtempSync(join(tmpdir(), "coppice-socket-"));
  const path = join(folder, "socket");
  const server = createServer().listen(path);
  await once(server, "listening");
  const one = connect(path);
  const [[other]] = (await Promise.all([once(server, "connection"), once(one, "connect")])) as [[Socket], unknown];
  server.close();
  t.after(() => {
    one.destroy();
    other.destroy();
    rmSync(folder, { recursive: true, force: true });
  });
  return [one, other];
}
