import { fromModule, type Ref, start, supervisor } from "coppice";
import { alternate } from "../harness/alternate.ts";
import { count, type Question } from "../harness/question.ts";
import { row } from "../harness/row.ts";
import { stopwatch } from "../harness/stopwatch.ts";
import { ASK, askReports } from "../links/messages.ts";
import { ipc } from "../links/ipc.ts";
import { messagePort } from "../links/message-port.ts";
import type { Carrier, Wire } from "../links/wire.ts";

/** What is measured, each by itself. */
const CARRIERS: readonly Carrier[] = [messagePort, ipc];

const ANSWERING = new URL("../links/answering.ts", import.meta.url);

/** How many round trips through a link, one after another, how many events from its other end, and how many asks of an actor there, a second. */
export const link: Question = {
  name: "link",
  variants: [false],
  async measure({ rounds, size }) {
    const rows = [];
    for (const carrier of CARRIERS) {
      const linked = await carrier.linked();
      const bare = await carrier.bare();
      const beside = `bare ${carrier.name}`;
      const trips = await alternate(rounds, {
        ours: () => roundTrips(linked, size),
        theirs: () => roundTrips(bare, size),
      });
      rows.push(row({ question: `${count(size)} round trips over a link`, unit: "trips/s", beside, ...trips, goal: 1.5 }));
      const events = await alternate(rounds, {
        ours: () => reports(linked, size),
        theirs: () => reports(bare, size),
      });
      rows.push(row({ question: `${count(size)} events over a link`, unit: "events/s", beside, ...events, goal: 1.5 }));
      const far = fromModule("far", ANSWERING, { isolation: carrier.isolation });
      const app = await start(supervisor("bench", [far]));
      const ref = app.refAt("bench/far/answering");
      const asks = await alternate(rounds, {
        ours: () => answers(ref, size),
        theirs: () => roundTrips(bare, size),
      });
      rows.push(row({ question: `${count(size)} asks over a link`, unit: "asks/s", beside, ...asks, goal: 1.5 }));
      await app.stop();
      await Promise.all([linked.close(), bare.close()]);
    }
    return rows;
  },
};

/** Asks an actor there, each time when it has answered the last. */
async function answers(ref: Ref, size: number): Promise<number> {
  const elapsed = stopwatch();
  for (let of = 0; of < size; of += 1) await ref.ask({ type: "answer", of });
  return (size / elapsed()) * 1_000;
}

function roundTrips(wire: Wire, size: number): Promise<number> {
  return new Promise((resolve) => {
    const elapsed = stopwatch();
    let left = size;
    wire.heard = () => {
      left -= 1;
      if (left > 0) wire.send(ASK);
      else resolve((size / elapsed()) * 1_000);
    };
    wire.send(ASK);
  });
}

function reports(wire: Wire, size: number): Promise<number> {
  return new Promise((resolve) => {
    const elapsed = stopwatch();
    let left = size;
    wire.heard = () => {
      left -= 1;
      if (left === 0) resolve((size / elapsed()) * 1_000);
    };
    wire.send(askReports(size));
  });
}
