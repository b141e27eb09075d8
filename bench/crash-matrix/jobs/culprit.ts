import { type Evil, EVILS } from "../evils.ts";
import type { Scene } from "../scene.ts";

/**
 * The culprit's job: waits until it may go on, and does the evil. It never ends, save by an evil that comes with an answer. When it is run
 * again it is good, and never ends either.
 */
export async function culprit(scene: Scene, name: string): Promise<void> {
  const isAgain = scene.told().some(({ type }) => type === "began");
  scene.tell({ type: "began", pid: process.pid });
  if (!isAgain) {
    await scene.mayGo();
    const { does, answers } = evilOf(name);
    scene.tell({ type: "deed" });
    await does(() => {
      scene.tell({ type: "deed" });
      throw new Error(name);
    });
    if (answers) return;
  }
  await new Promise<never>(() => {});
}

function evilOf(name: string): Evil {
  const evil = EVILS.find((one) => one.name === name);
  if (evil === undefined) throw new Error(`There is no evil "${name}".`);
  return evil;
}
