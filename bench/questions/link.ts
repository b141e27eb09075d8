import { alternate } from "../harness/alternate.ts";
import { count, type Question } from "../harness/question.ts";
import { row } from "../harness/row.ts";
import { stopwatch } from "../harness/stopwatch.ts";
import { ASK, askReports } from "../links/messages.ts";
import { type Carrier, messagePort, type Wire } from "../links/wire.ts";

/** What is measured, each by itself. */
const CARRIERS: readonly Carrier[] = [messagePort];

/** How many round trips through a link, one after another, and how many events from its other end, a second. */
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
      await Promise.all([linked.close(), bare.close()]);
    }
    return rows;
  },
};

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
