// The witness as a process: `witness-program.ts FOLDER`.
import { Scene } from "../scene.ts";

const scene = new Scene(process.argv[2] ?? "");
scene.endWithIt();
await scene.serve(() => undefined);
