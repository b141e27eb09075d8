// The process that a cell of the matrix is about: `stage.ts SYSTEM EVIL FOLDER` raises the system, and lets it be.
import { Scene } from "./scene.ts";
import { SYSTEMS } from "./systems.ts";

const [name, evil = "", folder = ""] = process.argv.slice(2);
const scene = new Scene(folder);
scene.endWithIt();
const system = SYSTEMS.find((one) => one.name === name);
if (system === undefined || !("raise" in system)) throw new Error(`"${name}" is not raised in a process of ours.`);
await system.raise(scene, evil);
