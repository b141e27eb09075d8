// A tree in fault domains whose children are made from modules and live in each way. Each leaves a rejection behind, which a listener of its own hears
// where it has one. Prints how each ended.
import { fromModule, type Isolation } from "coppice";
import { failure, printExits } from "./print-exits.ts";

const REJECTS = "export default async () => { void Promise.reject(new Error('astray')); await new Promise(() => {}); }";
const LISTENS = `process.on("unhandledRejection", () => {}); ${REJECTS}`;
const module = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`;
const KINDS = ["loop", "thread", "process"] satisfies Isolation[];
const children = KINDS.flatMap((isolation) => [
  fromModule(isolation, module(REJECTS), { isolation, restart: "temporary", shutdown: "10ms" }),
  ...(isolation === "loop"
    ? []
    : [fromModule(`${isolation}-listens`, module(LISTENS), { isolation, restart: "temporary", shutdown: "10ms" })]),
]);
await printExits(children, failure);
