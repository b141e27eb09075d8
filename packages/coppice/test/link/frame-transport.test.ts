import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { duplexPair } from "node:stream";
import { suite, test, type TestContext } from "node:test";
import { DEEPEST_MESSAGE, HEADER_BYTES, LONGEST_FRAME, toFrame } from "../../src/link/frame.ts";
import { FrameReader } from "../../src/link/frame-reader.ts";
import { FrameTransport } from "../../src/link/frame-transport.ts";
import { HEARD_FROM_CHILD, Link } from "../../src/link/link.ts";
import type { Transport } from "../../src/link/transport.ts";
import { socketPair } from "./sockets.ts";

const LIMIT = { timeout: 60_000 };

/** Resolves with the reason that a transport is closed with. */
async function closed(transport: Transport): Promise<string | undefined> {
  return await new Promise((resolve) => transport.onClose(resolve));
}

/** A frame of these bytes, whatever they are. */
function framed(bytes: Uint8Array | string, length?: number): Buffer {
  const text = Buffer.from(bytes as string);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(length ?? text.length);
  return Buffer.concat([header, text]);
}

/** What a transport tells when the other side sends these bytes, and ends. */
async function whenSent(
  t: TestContext,
  bytes: Buffer,
): Promise<{ readonly heard: unknown[]; readonly reason: string | undefined }> {
  const [one, other] = await socketPair(t);
  const transport = new FrameTransport(one);
  const heard: unknown[] = [];
  transport.onMessage((value) => heard.push(value));
  const reason = closed(transport);
  other.on("error", () => undefined);
  other.end(bytes);
  return { heard, reason: await reason };
}

suite("frames over a socket", LIMIT, () => {
  const hostile: readonly (readonly [what: string, bytes: Buffer, reason: RegExp])[] = [
    ["too long", framed("", LONGEST_FRAME + 1), /^it sent a frame of 16777217 bytes: expected at most 16777216$/],
    ["as long as a header can say", framed("", 2 ** 32 - 1), /^it sent a frame of 4294967295 bytes/],
    ["empty", framed(""), /^it sent a frame of 0 bytes$/],
    ["cut off in its header", Buffer.from([0, 0]), /^it ended in the midst of a frame$/],
    ["cut off after its header", framed("", 10), /^it ended in the midst of a frame$/],
    ["cut off in its text", framed(`{"type":`, 100), /^it ended in the midst of a frame$/],
    ["no JSON", framed("{type: hello}"), /^it sent a frame that is no JSON$/],
    ["more than one JSON", framed("1 2"), /^it sent a frame that is no JSON$/],
    ["no UTF-8", framed(Buffer.from([0x22, 0xc3, 0x28, 0x22])), /^it sent a frame that is no UTF-8$/],
    ["half a character", framed(Buffer.from([0x22, 0xe2, 0x82, 0x22])), /^it sent a frame that is no UTF-8$/],
    ["nested too deep", framed("[".repeat(5_000_000)), /^it sent a frame with more than 64 levels$/],
    ["nested too deep, in objects", framed(`{"a":`.repeat(100)), /^it sent a frame with more than 64 levels$/],
    ["text of another protocol", Buffer.from("GET / HTTP/1.1\r\n\r\n"), /^it sent a frame of 1195725856 bytes/],
  ];
  for (const [what, bytes, reason] of hostile) {
    test(`what is ${what} closes it with a reason, and what came before is heard`, async (t) => {
      const told = await whenSent(t, Buffer.concat([toFrame("before"), bytes]));
      assert.deepEqual(told.heard, ["before"]);
      assert.match(String(told.reason), reason);
    });
  }

  test("nothing after what broke it is heard", async (t) => {
    const { heard } = await whenSent(t, Buffer.concat([framed("nonsense"), toFrame("after")]));
    assert.deepEqual(heard, []);
  });

  test("brackets in texts are no levels, and as many as are allowed are heard", async (t) => {
    const brackets = `\\"${"[".repeat(1_000)}`;
    const deep = JSON.parse("[".repeat(DEEPEST_MESSAGE) + "]".repeat(DEEPEST_MESSAGE)) as unknown;
    const many = Array.from({ length: 1_000 }, () => []);
    const { heard, reason } = await whenSent(t, Buffer.concat([toFrame(brackets), toFrame(deep), toFrame(many)]));
    assert.deepEqual(heard, [brackets, deep, many]);
    assert.equal(reason, undefined);
  });

  test("a key that is called __proto__ changes no prototype", async (t) => {
    const { heard } = await whenSent(t, framed(`{"__proto__":{"polluted":true}}`));
    assert.equal((heard[0] as { polluted?: boolean }).polluted, undefined);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });

  test("the end of the other side closes it without a reason", async (t) => {
    assert.deepEqual(await whenSent(t, toFrame("last")), { heard: ["last"], reason: undefined });
  });

  test("a link tells the reason, once, before it is closed", async (t) => {
    const [one, other] = await socketPair(t);
    const told: string[] = [];
    const gone = Promise.withResolvers<void>();
    const link = new Link(new FrameTransport(one), HEARD_FROM_CHILD, {
      opened: () => told.push("opened"),
      heard: () => undefined,
      broken: (reason) => told.push(reason),
      closed: () => {
        told.push("closed");
        gone.resolve();
      },
    });
    other.on("error", () => undefined);
    other.end(framed("nonsense"));
    await gone.promise;
    assert.deepEqual(told, ["it sent a frame that is no JSON", "closed"]);
    link.close();
    assert.equal(told.length, 2);
  });

  test("a connection that is reset is closed with the reason", async (t) => {
    const server = createServer().listen(0, "127.0.0.1");
    t.after(() => server.close());
    await once(server, "listening");
    const one = connect((server.address() as { port: number }).port, "127.0.0.1");
    const [other] = (await once(server, "connection")) as [Socket];
    const transport = new FrameTransport(one);
    transport.onMessage(() => undefined);
    other.resetAndDestroy();
    assert.match(String(await closed(transport)), /^the connection failed: .*ECONNRESET/);
  });

  test("who does not read is left, and no more than the limit waits for it", async (t) => {
    const [one, other] = await socketPair(t);
    const transport = new FrameTransport(one, { waiting: 100_000 });
    const reason = closed(transport);
    let most = 0;
    for (let sent = 0; sent < 10_000; sent += 1) {
      transport.send("x".repeat(1_000));
      most = Math.max(most, one.writableLength);
    }
    assert.match(String(await reason), /^it does not read: \d+ bytes wait to be sent$/);
    assert.ok(most < 102_000, `${most} bytes waited`);
    other.destroy();
  });

  test("a message that is too long is not sent: it closes the connection with the reason", async (t) => {
    const [one, other] = await socketPair(t);
    const transport = new FrameTransport(one, { longest: 100 });
    const reason = closed(transport);
    const bytes: Buffer[] = [];
    other.on("data", (chunk: Buffer) => bytes.push(chunk));
    transport.send("x".repeat(99));
    assert.equal(await reason, "it was sent 101 bytes in a message: expected at most 100");
    assert.equal(Buffer.concat(bytes).length, 0);
  });

  test("closed, it lets the other side read all that was sent, and hears no more", async (t) => {
    const [one, other] = await socketPair(t);
    const transport = new FrameTransport(one);
    const heard: unknown[] = [];
    transport.onMessage((value) => heard.push(value));
    const far = new FrameTransport(other);
    const values = Array.from({ length: 200 }, (_, index) => `${index} ${"x".repeat(10_000)}`);
    for (const value of values) transport.send(value);
    transport.close();
    transport.close();
    transport.send("too late");
    far.send("unheard");
    const read: unknown[] = [];
    far.onMessage((value) => read.push(value));
    await Promise.all([closed(far), closed(transport)]);
    assert.deepEqual(read, values);
    assert.deepEqual(heard, []);
  });

  test("closed, it waits for who does not read for a second, and no longer", async (t) => {
    const [one] = await socketPair(t);
    const transport = new FrameTransport(one);
    transport.send("x".repeat(5_000_000));
    transport.close();
    assert.equal(await closed(transport), undefined);
  });

  test("any stream of bytes will do", async () => {
    const [one, other] = duplexPair();
    const transport = new FrameTransport(one);
    const far = new FrameTransport(other);
    const heard = new Promise((resolve) => far.onMessage(resolve));
    transport.send({ type: "hello" });
    assert.deepEqual(await heard, { type: "hello" });
    transport.onMessage(() => undefined);
    far.close();
    assert.equal(await closed(transport), undefined);
  });
});

suite("a reader of frames", () => {
  const values = ["", { a: [1, "ü€😀"] }, null, "x".repeat(20_000), [[]]];
  const bytes = Buffer.concat(values.map(toFrame));

  for (const size of [1, 2, 3, 5, 7, 100, 4_096, bytes.length]) {
    test(`reads what comes in pieces of ${size} bytes`, () => {
      const heard: unknown[] = [];
      const reader = new FrameReader((value) => heard.push(value));
      for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
      assert.deepEqual(heard, values);
      assert.equal(reader.isInside, false);
    });
  }

  test("makes no room for what a header only promises", () => {
    const before = process.memoryUsage().arrayBuffers;
    const readers = Array.from({ length: 100 }, () => new FrameReader(() => undefined));
    for (const reader of readers) reader.push(framed("x", LONGEST_FRAME));
    const grown = process.memoryUsage().arrayBuffers - before;
    assert.ok(grown < 2 * LONGEST_FRAME, `${grown} bytes`);
    assert.ok(readers.every((reader) => reader.isInside));
  });
});
