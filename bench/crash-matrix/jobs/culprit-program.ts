// The culprit as a process: `culprit-program.ts FOLDER EVIL`. Nobody waits for its answer but itself.
import { Scene } from "../scene.ts";
import { culprit } from "./culprit.ts";

const [folder = "", evil = ""] = process.argv.slice(2);
const scene = new Scene(folder);
scene.endWithIt();
await culprit(scene, evil);
scene.tell({ type: "answered" });
